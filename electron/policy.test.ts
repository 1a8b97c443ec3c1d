import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { newCertificate } from '../backend/http/certificate.ts';
import { pinCertificate } from './certificate-pin.ts';
import { crashPage, showCrash, START_AGAIN } from './crash-page.ts';
import { HELP_LINKS } from './help-links.ts';
import { isOwn, restrictSession } from './session-policy.ts';
import { certificateAt, TestElectron } from './test-electron.ts';
import { TestSession } from './test-window.ts';
import { openWindow } from './window.ts';

const URL = 'https://127.0.0.1:4711';

async function serve(cert: string, key: string): Promise<string> {
  const server = createServer({ cert, key });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('attack: a foreign certificate on the right port is refused, also one for the same names', async () => {
  const [own, other] = [await newCertificate(new Date()), await newCertificate(new Date())];
  const session = new TestSession('latchkey-1');
  pinCertificate(session, own.fingerprint);
  expect(await session.trusts('127.0.0.1', await certificateAt(await serve(own.cert, own.key)))).toBe(true);
  expect(await session.trusts('127.0.0.1', await certificateAt(await serve(other.cert, other.key)))).toBe(false);
  // The right certificate under another name, and what is none at all.
  expect(await session.trusts('localhost', own.cert)).toBe(false);
  expect(await session.trusts('127.0.0.1', '')).toBe(false);
});

test.each([
  [`${URL}/`, true],
  [`${URL}/api/events?x#y`, true],
  [`blob:${URL}/0c1e`, true],
  ['https://127.0.0.1:4712/', false],
  ['https://127.0.0.1:4711@example.org/', false],
  ['https://127.0.0.1:47110/', false],
  ['http://127.0.0.1:4711/', false],
  ['wss://127.0.0.1:4711/', false],
  ['blob:https://example.org/0c1e', false],
  ['file:///etc/passwd', false],
  ['data:text/html,x', false],
  ['javascript:alert(1)', false],
  ['latchkey:open', false],
  ['devtools://devtools/', false],
  ['', false],
])('%s is the window’s own: %s', (address, own) => {
  expect(isOwn(address, URL)).toBe(own);
});

function opened() {
  const electron = new TestElectron();
  const session = electron.newSession('latchkey-1');
  restrictSession(session, URL);
  const stateFile = '/none/window.json';
  openWindow({ parts: electron, session, url: URL, preload: '/preload.cjs', platform: 'linux', stateFile });
  return { electron, session, window: electron.windows[0]! };
}

test('attack: a page that asks for permissions gets none, whether it asks, checks or looks for devices', async () => {
  const { session } = opened();
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'hid',
    'fileSystem',
  ])
    expect(await session.grants(permission), permission).toBe(false);
  expect(await new TestSession('free').grants('media')).toBe(true);
});

test('attack: a page that loads a script from elsewhere, or tells somebody, sends nothing', async () => {
  const { session } = opened();
  for (const address of [
    'https://example.org/x.js',
    'http://127.0.0.1:4711/',
    'wss://example.org/',
    'file:///etc/passwd',
  ])
    expect(await session.lets(address), address).toBe(false);
  expect(await session.lets(`${URL}/api/state`)).toBe(true);
});

test('attack: a page that navigates, redirects, moves a frame or attaches a guest stays where it is', () => {
  const { webContents } = opened().window;
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    for (const address of ['https://example.org/', 'file:///etc/passwd', 'latchkey:x', 'data:text/html,x'])
      expect(webContents.lets(event, address), `${event} ${address}`).toBe(false);
    expect(webContents.lets(event, `${URL}/#/keys`)).toBe(true);
  }
  expect(webContents.lets('will-attach-webview', `${URL}/`)).toBe(false);
});

test('attack: a page that opens windows opens none; the links of the list go to the user’s browser, and no others', () => {
  const { electron, window } = opened();
  const others = [
    'https://example.org/',
    HELP_LINKS.accessKeys.replace('https:', 'http:'),
    `${HELP_LINKS.accessKeys}?x`,
    'file:///bin/sh',
    'mailto:x@example.org',
    'smb://example.org/x',
    `${URL}/`,
  ];
  for (const address of others) expect(window.webContents.opens(address), address).toBe(false);
  expect(electron.opened).toEqual([]);
  expect(window.webContents.opens(HELP_LINKS.accessKeys)).toBe(false);
  expect(electron.opened).toEqual([HELP_LINKS.accessKeys]);
});

test('the window has no Node, a world apart, a sandbox, and Chromium’s own rules', () => {
  const preferences = opened().window.options.webPreferences!;
  // Nothing that Chromium keeps switched off is switched on.
  const others = ['enableBlinkFeatures', 'disableBlinkFeatures', 'additionalArguments', 'plugins', 'webviewTag'];
  expect(others.filter((name) => preferences[name as keyof typeof preferences])).toEqual([]);
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    preload: '/preload.cjs',
  });
});

test('the page of a crash says what is safe, runs no script, asks nobody, and its one link starts again', async () => {
  const electron = new TestElectron();
  let starts = 0;
  showCrash({ parts: electron, what: 'backend', again: () => (starts += 1) });
  const [window, session] = [electron.windows[0]!, electron.sessions[0]!];
  const { javascript, preload, sandbox } = window.options.webPreferences!;
  expect([javascript, preload, sandbox]).toEqual([false, undefined, true]);
  expect([await session.lets('https://127.0.0.1:1/'), await session.grants('media')]).toEqual([false, false]);
  const text = decodeURIComponent(window.loaded[0]!);
  expect(text).toBe(`data:text/html;charset=utf-8,${crashPage('backend')}`);
  expect(text).toContain('What is in your bucket is whole');
  expect(text).not.toMatch(/<script|\son\w+=|src=/);
  expect(window.webContents.lets('will-navigate', 'https://example.org/')).toBe(false);
  expect(starts).toBe(0);
  expect(window.webContents.lets('will-navigate', START_AGAIN)).toBe(false);
  expect(starts).toBe(1);
});
