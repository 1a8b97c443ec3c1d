import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TestElectron } from './test-electron.ts';
import { TestUpdater } from './test-updater.ts';
import { UpdateDesk, type UpdateDeps } from './update-desk.ts';
import { offerUpdate } from './updates.ts';

const NEWER = { isUpdateAvailable: true, version: '0.2.0' };
const SAME = { isUpdateAvailable: false, version: '0.1.0' };
const yes = async () => true;
const no = async () => false;

test.each([
  ['it was not installed from a package', undefined, {}, 'no-place', ['check'], false],
  ['there is none', SAME, {}, 'newest', ['check'], false],
  ['the user says no', NEWER, { offer: no }, 'told', ['check'], false],
  ['the system checks no signature', NEWER, { platform: 'linux' }, 'told', ['check'], false],
  ['the user wants it later', NEWER, { restart: no }, 'later', ['check', 'download'], true],
  ['the user wants it now', NEWER, {}, 'restarting', ['check', 'download', 'install'], false],
] as const)('where %s', async (_, newest, more, end, done, atQuit) => {
  const updater = Object.assign(new TestUpdater(), { newest });
  expect(await offerUpdate({ platform: 'darwin', offer: yes, restart: yes, ...more }, updater)).toBe(end);
  expect(updater.acts).toEqual(done);
  expect(updater).toMatchObject({ autoDownload: false, allowDowngrade: false, autoInstallOnAppQuit: atQuit });
  // Whoever asks is nobody.
  expect(updater.requestHeaders).toEqual({ 'x-user-staging-id': '' });
});

test('a package that nobody signed says no place, and that is no failure', async () => {
  const updater = new TestUpdater();
  updater.fails = { checkForUpdates: Object.assign(new Error('app-update.yml'), { code: 'ENOENT' }) };
  expect(await offerUpdate({ platform: 'win32', offer: yes, restart: yes }, updater)).toBe('no-place');
});

async function desk(more: Partial<UpdateDeps> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-updates-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const electron = new TestElectron();
  const deps = {
    parts: electron,
    platform: 'darwin',
    file: join(folder, 'updates.json'),
    leave: yes,
    ...more,
  } as const;
  const said = () => electron.dialog.asked.map((asked) => (asked as { message: string }).message);
  return { folder, electron, deps, said, updates: new UpdateDesk(deps) };
}

test('nobody looks at the start until the user wants it, and from then on at each start', async () => {
  const { folder, electron, deps, updates } = await desk();
  await updates.lookAtStart();
  expect([updates.atStart.is, electron.newer.acts]).toEqual([false, []]);
  await updates.atStart.set(true);
  const again = new UpdateDesk(deps);
  expect(again.atStart.is).toBe(true);
  await again.lookAtStart();
  expect(electron.newer.acts).toEqual(['check']);
  await again.atStart.set(false);
  expect(new UpdateDesk(deps).atStart.is).toBe(false);
  expect(await readdir(folder)).toEqual(['updates.json']);
});

test.each(['', '{', '[]', 'true', '{"atStart":"yes"}', '{"atStart":1}'])('a wish kept as %j is none', async (text) => {
  const { deps } = await desk();
  await writeFile(deps.file, text);
  expect(new UpdateDesk(deps).atStart.is).toBe(false);
});

test('a wish that cannot be kept holds until the end', async () => {
  const { updates } = await desk({ file: '/dev/null/updates.json' });
  await updates.atStart.set(true);
  expect(updates.atStart.is).toBe(true);
});

test('at the start only something new is told; who asks is always answered', async () => {
  const { electron, updates, said } = await desk();
  await updates.atStart.set(true);
  const offline = { checkForUpdates: new Error('net::ERR_INTERNET_DISCONNECTED') };
  for (const [newest, fails] of [
    [SAME, {}],
    [undefined, {}],
    [undefined, offline],
  ] as const) {
    Object.assign(electron.newer, { newest, fails });
    await updates.lookAtStart();
    expect(said()).toEqual([]);
  }
  await updates.look();
  Object.assign(electron.newer, { newest: SAME, fails: {} });
  await updates.look();
  electron.newer.newest = undefined;
  await updates.look();
  expect(said()).toEqual([
    'Latchkey could not get an update',
    'This is the newest version',
    'This Latchkey cannot look for updates',
  ]);
});

test('a newer version is fetched after a yes, installed after another, and not before everything else is over', async () => {
  const left: string[][] = [];
  const { electron, updates, said } = await desk({ leave: async () => left.push([...electron.newer.acts]) > 0 });
  electron.newer.newest = NEWER;
  await updates.look();
  expect([said(), electron.newer.acts]).toEqual([['Latchkey 0.2.0 is there'], ['check']]);
  electron.dialog.buttons.push(1, 1);
  await updates.look();
  expect(said().slice(1)).toEqual(['Latchkey 0.2.0 is there', 'Latchkey 0.2.0 is ready']);
  expect([left, electron.newer.acts.slice(1)]).toEqual([
    [['check', 'check', 'download']],
    ['check', 'download', 'install'],
  ]);
});

test('on Linux a newer version is told, also at the start, and nothing is fetched', async () => {
  const { electron, updates, said } = await desk({ platform: 'linux' });
  await updates.atStart.set(true);
  electron.newer.newest = NEWER;
  electron.dialog.buttons.push(1);
  await updates.lookAtStart();
  expect([said(), electron.newer.acts]).toEqual([['Latchkey 0.2.0 is there'], ['check']]);
  expect(electron.dialog.asked).toMatchObject([{ detail: expect.stringContaining('installs none by itself') }]);
});

test('what was wanted and could not be fetched is told, also at the start; and one look is enough at a time', async () => {
  const { electron, updates, said } = await desk();
  await updates.atStart.set(true);
  Object.assign(electron.newer, { newest: NEWER, fails: { downloadUpdate: new Error('sha512 checksum mismatch') } });
  electron.dialog.buttons.push(1);
  await Promise.all([updates.lookAtStart(), updates.look()]);
  expect(said()).toEqual(['Latchkey 0.2.0 is there', 'Latchkey could not get an update']);
  expect(electron.newer.acts).toEqual(['check', 'download']);
});
