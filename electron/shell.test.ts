import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newCertificate } from '../backend/http/certificate.ts';
import { Client, pinnedCertificate } from '../backend/http/test-server.ts';
import { parseOrder, parseReady, STOP } from './backend-messages.ts';
import { isPinned } from './certificate-pin.ts';
import { isOwn } from './session-policy.ts';

test('one certificate is trusted and no other', async () => {
  const [own, other] = [await newCertificate(new Date()), await newCertificate(new Date())];
  expect(isPinned(own.cert, own.fingerprint)).toBe(true);
  expect(isPinned(other.cert, own.fingerprint)).toBe(false);
  expect(isPinned('', own.fingerprint)).toBe(false);
});

test.each([
  ['https://127.0.0.1:4711/', true],
  ['https://127.0.0.1:4711/api/events?x#y', true],
  ['blob:https://127.0.0.1:4711/0c1e', true],
  ['https://127.0.0.1:4712/', false],
  ['https://127.0.0.1:4711@example.org/', false],
  ['https://127.0.0.1:47110/', false],
  ['http://127.0.0.1:4711/', false],
  ['blob:https://example.org/0c1e', false],
  ['file:///etc/passwd', false],
  ['devtools://devtools/', false],
  ['', false],
])('%s is the window’s own: %s', (address, own) => {
  expect(isOwn(address, 'https://127.0.0.1:4711')).toBe(own);
});

test('messages that do not fit are none', () => {
  const fingerprint = `${'AB:'.repeat(31)}CD`;
  const ready = { url: 'https://127.0.0.1:1', fingerprint, code: 'c' };
  expect(parseReady(ready)).toEqual(ready);
  for (const wrong of [undefined, null, STOP, {}, { ...ready, url: 'https://example.org:1' }, { ...ready, code: '' }]) {
    expect(parseReady(wrong)).toBeUndefined();
  }
  expect(parseOrder({ home: '/h', folder: '/f', renderer: '/r' })).toEqual({
    home: '/h',
    folder: '/f',
    renderer: '/r',
  });
  expect(parseOrder({ home: '/h', folder: '', renderer: '/r' })).toBeUndefined();
});

/** Electron's channel to a utility process, on Node's own. */
const PARENT_PORT = `
  import { EventEmitter } from 'node:events';
  const port = new EventEmitter();
  port.postMessage = (message) => process.send(message);
  process.on('message', (data) => port.emit('message', { data }));
  process.parentPort = port;
`;

test('the backend answers in a process of its own, lets in by its code, and stops when it is told', async () => {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-shell-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const child = fork(resolve(import.meta.dirname, 'backend-process.ts'), [], {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(PARENT_PORT)}`],
    env: {},
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  child.send({ home: join(root, 'home'), folder: root, renderer: root });
  const [message] = (await once(child, 'message')) as [unknown];
  const { url, fingerprint, code } = parseReady(message)!;
  const port = Number(new URL(url).port);
  const client = new Client(port, await pinnedCertificate(port, fingerprint));
  expect((await client.call('POST', '/api/local', { json: { code } })).status).toBe(204);
  client.close();
  child.send(STOP);
  expect(await exited).toEqual([0, null]);
});
