import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { FarServer } from './far-server.ts';
import { serverOfFile, startTestServer } from './test-server.ts';

const opened: FarServer[] = [];
const here = await serverOfFile({ openServer: async (server) => opened.push(server) > 0 });
const ask = (path: string, json: object) =>
  here.call('POST', `/api/servers/${path}`, { json, headers: { 'latchkey-local': here.local } });

test('a server elsewhere is looked at, compared, and opened with its key pinned', async () => {
  const far = await startTestServer();
  onTestFinished(() => far.stop());
  const { url, fingerprint, keyHash } = far.running;
  const seen = await ask('look', { address: ` ${url.replace('https://', '')}` });
  expect(seen).toMatchObject({ status: 200, json: { url, fingerprint } });
  expect(opened).toEqual([]);
  expect(await ask('open', { address: url, fingerprint })).toMatchObject({ status: 200, json: { url, opened: true } });
  expect(opened).toEqual([{ url, fingerprint, keyHash }]);
});

test('another certificate than the one that was compared is not opened', async () => {
  const far = await startTestServer();
  onTestFinished(() => far.stop());
  const answer = await ask('open', { address: far.running.url, fingerprint: here.running.fingerprint });
  expect(answer).toMatchObject({ status: 409, json: { code: 'other-certificate' } });
  expect(opened.filter(({ url }) => url === far.running.url)).toEqual([]);
});

test('where nothing answers, or nothing that speaks TLS, that is said', async () => {
  const plain = createServer((socket) => socket.end('220 mail.example ESMTP\r\n', () => socket.destroy())).listen(
    0,
    '127.0.0.1',
  );
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  expect(await ask('look', { address: `127.0.0.1:${port}` })).toMatchObject({
    status: 502,
    json: { code: 'no-server' },
  });
  await new Promise((resolve) => plain.close(resolve));
  expect(await ask('look', { address: `127.0.0.1:${port}` })).toMatchObject({ json: { code: 'no-server' } });
});

test.each(['http://photos.example', 'file:///etc/passwd', 'https://me:secret@photos.example', 'a b', 'https://"x"/'])(
  '%s is no address of a server',
  async (address) => {
    expect(await ask('look', { address })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  },
);
