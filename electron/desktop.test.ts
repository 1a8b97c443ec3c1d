import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from '../backend/state/database.ts';
import { KeptAccess } from '../backend/state/bucket-access.ts';
import { NO_KEYRING, SealedAccess } from '../backend/state/sealed-access.ts';
import { answerSecret, keyringOf } from './keyring.ts';
import { applicationMenu, type MenuDeps } from './menu.ts';
import { SecretChannel } from './secret-channel.ts';
import { TestElectron } from './test-electron.ts';
import { keepState, openingBounds, readState, wasMaximized } from './window-state.ts';
import { WorkMeter } from './work-meter.ts';

const DISPLAY = { workArea: { x: 0, y: 25, width: 1440, height: 875 } };
const STATE = { x: 100, y: 100, width: 1000, height: 700, isMaximized: false };

test('the window opens where it was', () => {
  expect(openingBounds(STATE, [DISPLAY])).toEqual({ x: 100, y: 100, width: 1000, height: 700 });
});

test.each([
  ['a display that is gone', { ...STATE, x: 3000 }],
  ['above every display', { ...STATE, y: -500 }],
  ['a sliver at the edge', { ...STATE, x: 1400 }],
])('a window that was on %s opens where the system puts it', (_, state) => {
  expect(openingBounds(state, [DISPLAY])).toEqual({ width: 1000, height: 700 });
});

test.each([undefined, null, 'x', {}, { ...STATE, width: 'wide' }, { ...STATE, x: 1e9 }, { ...STATE, y: Number.NaN }])(
  'what was kept and cannot be (%j) is passed over',
  (state) => {
    expect(openingBounds(state, [DISPLAY])).toEqual({ width: 1280, height: 800 });
    expect(wasMaximized(state)).toBe(false);
  },
);

test('a window is never larger than its display, nor smaller than its rooms', () => {
  expect(openingBounds({ ...STATE, width: 9000, height: 9000 }, [DISPLAY])).toMatchObject({ width: 1440, height: 875 });
  expect(openingBounds({ ...STATE, width: 300, height: 1 }, [DISPLAY])).toMatchObject({ width: 720, height: 480 });
});

test('what is kept of the window is read again, and a folder that is not there costs nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-window-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await keepState(join(folder, 'window.json'), STATE);
  expect(readState(join(folder, 'window.json'))).toEqual(STATE);
  await keepState(join(folder, 'none/window.json'), STATE);
  expect(readState(join(folder, 'none/window.json'))).toBeUndefined();
});

test.each([
  ['linux', 'gnome_libsecret', 'real'],
  ['linux', 'kwallet6', 'real'],
  ['linux', 'basic_text', 'weak'],
  ['linux', 'unknown', 'weak'],
  ['darwin', 'unknown', 'real'],
  ['win32', 'unknown', 'real'],
] as const)('on %s with %s the keyring is %s', (platform, backend, is) => {
  const electron = new TestElectron();
  electron.secretStore = { isThere: true, backend };
  expect(keyringOf(electron.safeStorage, platform)).toBe(is);
  electron.secretStore = { isThere: false, backend };
  expect(keyringOf(electron.safeStorage, platform)).toBe('none');
});

test('an access key is kept sealed by the keyring and read through it alone; without it, it is asked for again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keyring-'));
  const state = await openState(folder);
  onTestFinished(async () => {
    await state.destroy();
    await rm(folder, { recursive: true });
  });
  const { safeStorage } = new TestElectron();
  const channel: SecretChannel = new SecretChannel((asked) => {
    if (asked.kind === 'secret') channel.hear(answerSecret(safeStorage, asked));
  });
  const [address, kept] = ['s3://bucket', new KeptAccess(state)];
  const access = { credentials: { accessKeyId: 'AKIA', secretAccessKey: 'a secret of the bucket' }, trust: 'AB:CD' };
  await new SealedAccess(kept, channel).keep(address, access);
  expect(JSON.stringify(await kept.get(address))).not.toContain('a secret of the bucket');
  expect(await new SealedAccess(kept, channel).get(address)).toEqual(access);
  expect(await new SealedAccess(kept, NO_KEYRING).get(address)).toEqual({ trust: 'AB:CD' });
  // Kept before there was a keyring, or while it was locked.
  await new SealedAccess(kept, NO_KEYRING).keep(address, access);
  expect(await kept.get(address)).toEqual(access);
  expect(await new SealedAccess(kept, channel).get(address)).toEqual(access);
});

test('a keyring that does not do it answers nothing, and says no more', () => {
  const { safeStorage } = new TestElectron();
  const locked = {
    ...safeStorage,
    decryptString: (): string => {
      throw new Error('the secret is x');
    },
  };
  expect(answerSecret(locked, { kind: 'secret', id: 3, act: 'open', text: 'x' })).toEqual({
    kind: 'secret',
    id: 3,
    text: null,
  });
});

test.each(['linux', 'darwin', 'win32'] as const)(
  'the menu of %s has what that system expects, and each shortcut once',
  (platform) => {
    const deps: MenuDeps = {
      platform,
      command: () => {},
      openLink: () => {},
      atLogin: platform === 'linux' ? undefined : { is: false, set: () => {} },
      tray: { is: false, set: () => {} },
      updates: { look: () => {}, atStart: { is: true, set: () => {} } },
    };
    const menu = applicationMenu(deps);
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const roles = items.map(({ role }) => role);
    expect(roles.includes('quit') && roles.includes('about')).toBe(true);
    expect(roles.includes('services')).toBe(platform === 'darwin');
    expect(menu.map(({ role }) => role)).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'help']));
    const boxes = items.filter(({ type }) => type === 'checkbox').map(({ label, checked }) => [label, checked]);
    const updates = ['Look for updates when Latchkey starts', true];
    const tray = [platform === 'darwin' ? 'Show in the menu bar' : 'Show in the tray', false];
    expect(boxes).toEqual(expect.arrayContaining([updates, tray]));
    expect(boxes).toHaveLength(platform === 'linux' ? 2 : 3);
    if (platform !== 'linux') expect(boxes).toEqual(expect.arrayContaining([['Start when you log in', false]]));
    expect(items.filter(({ label }) => label === 'Check for updates…')).toHaveLength(1);
    const keys = items.map(({ accelerator }) => accelerator).filter((key) => key !== undefined);
    expect(keys).toHaveLength(9);
    expect(new Set(keys).size).toBe(keys.length);
  },
);

test('what is under way is added up, and beginning and end are told at once', () => {
  const told: unknown[] = [];
  const meter = new WorkMeter((work) => told.push(work));
  meter.see({ id: 'a', state: 'running', bytes: 25, totalBytes: 100 });
  meter.see({ id: 'b', state: 'waiting', bytes: 0, totalBytes: 100 });
  meter.see({ id: 'a', state: 'done', bytes: 100, totalBytes: 100 });
  meter.see({ id: 'b', state: 'paused', bytes: 0, totalBytes: 100 });
  expect(told).toEqual([
    { running: 1, share: 0.25 },
    { running: 2, share: 0.125 },
    { running: 1, share: 0 },
    { running: 0, share: null },
  ]);
});
