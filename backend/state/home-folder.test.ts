import { expect, test } from 'vitest';
import { homeFolder } from './home-folder.ts';

test.each([
  ['linux', {}, '/home/ann/.local/share/latchkey'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/latchkey'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ann/.local/share/latchkey'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/ann/.local/share/latchkey'],
  ['linux', { LATCHKEY_HOME: 'here', XDG_DATA_HOME: '/data' }, '/work/here'],
  ['linux', { LATCHKEY_HOME: '/there' }, '/there'],
  ['linux', { LATCHKEY_HOME: '' }, '/home/ann/.local/share/latchkey'],
  ['darwin', {}, '/home/ann/Library/Application Support/Latchkey'],
  ['win32', { APPDATA: 'C:\\Ann' }, 'C:\\Ann\\Latchkey'],
] as const)('on %s with %o the home is %s', (platform, env, path) => {
  expect(homeFolder(platform, env, '/home/ann', '/work')).toBe(path);
});

test('on Windows without APPDATA the home is where APPDATA would be', () => {
  expect(homeFolder('win32', {}, 'C:\\Users\\ann', 'C:\\work')).toBe('C:\\Users\\ann\\AppData\\Roaming\\Latchkey');
});
