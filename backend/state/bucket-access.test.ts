import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeptAccess } from './bucket-access.ts';
import { openState, STATE_FILE } from './database.ts';

const ADDRESS = 's3://photos/?region=us-east-1&path-style=false';
const credentials = { accessKeyId: 'KEY', secretAccessKey: 'its secret' };

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-access-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const state = await openState(folder);
  return { folder, state, kept: new KeptAccess(state) };
}

test('an access is found again by its address, in a file that its owner alone can read', async () => {
  const { folder, state, kept } = await setUp();
  expect(await kept.get(ADDRESS)).toBeUndefined();
  await kept.keep(ADDRESS, { credentials, trust: 'AB' });
  await state.destroy();
  expect((await stat(join(folder, STATE_FILE))).mode & 0o777).toBe(0o600);
  const again = await openState(folder);
  expect(await new KeptAccess(again).get(ADDRESS)).toEqual({ credentials, trust: 'AB' });
  expect(await new KeptAccess(again).get(`${ADDRESS}x`)).toBeUndefined();
  await again.destroy();
});

test('a new access takes the place of the old one, whole', async () => {
  const { state, kept } = await setUp();
  await kept.keep(ADDRESS, { credentials, trust: 'AB' });
  await kept.keep(ADDRESS, { trust: 'CD' });
  expect(await kept.get(ADDRESS)).toEqual({ trust: 'CD' });
  await kept.keep(ADDRESS, { credentials });
  expect(await kept.get(ADDRESS)).toEqual({ credentials });
  await state.destroy();
});
