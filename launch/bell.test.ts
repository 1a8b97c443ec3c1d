import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { hangBell, ring, type Bell } from '../backend/http/bell.ts';
import { newHome } from './test-world.ts';

const INVITATION = { url: 'https://127.0.0.1:1', fingerprint: 'AB', keyHash: 'k', code: 'c' };
let home: string;
beforeEach(async () => {
  const made = await newHome();
  home = made.home;
  return made.remove;
});

async function bell(folder = home): Promise<Bell & { rings: () => number }> {
  let rings = 0;
  const made = await hangBell(folder, tmpdir(), process.platform, () => {
    rings += 1;
    return INVITATION;
  });
  onTestFinished(() => made.close().catch(() => undefined));
  return { ...made, rings: () => rings };
}

test('who knocks rightly is invited', async () => {
  const { path, knock } = await bell();
  const visit = await ring(path, knock);
  expect(visit?.invitation).toEqual(INVITATION);
  visit?.leave();
});

test('who knocks wrongly is not', async () => {
  const { path, knock, rings } = await bell();
  expect(await ring(path, `${knock}x`)).toBeUndefined();
  expect(await ring(path, '')).toBeUndefined();
  expect(rings()).toBe(0);
});

test('who says too much is cut off', async () => {
  const { path, rings } = await bell();
  const socket = connect(path);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined).write('x'.repeat(1024 * 1024));
  await closed;
  expect(rings()).toBe(0);
});

test('where nobody listens nobody answers', async () => {
  expect(await ring(join(home, 'bell'), 'x')).toBeUndefined();
});

test('it is quiet again when every guest has left', async () => {
  const made = await bell();
  const { path, knock } = made;
  const visits = [await ring(path, knock), await ring(path, knock)];
  const silence = made.quiet();
  for (const visit of visits) visit!.leave();
  await silence;
});

test('its end is told to the guests', async () => {
  const made = await bell();
  const visit = await ring(made.path, made.knock);
  await made.close();
  await visit!.ended;
});

test.skipIf(process.platform === 'win32')('its socket is for the owner alone, below a long path too', async () => {
  const short = await bell();
  const long = await bell(join(home, 'x'.repeat(120)));
  for (const { path, knock } of [short, long]) {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const visit = await ring(path, knock);
    expect(visit?.invitation).toEqual(INVITATION);
    visit?.leave();
  }
  expect(long.path.startsWith(tmpdir())).toBe(true);
  expect((await stat(join(long.path, '..'))).mode & 0o777).toBe(0o700);
  await long.close();
  await expect(stat(join(long.path, '..'))).rejects.toThrow('ENOENT');
});
