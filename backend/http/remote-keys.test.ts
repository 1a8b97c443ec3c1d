import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import type { PersonView } from '../contract/people.ts';
import type { AddressList, TransferView } from '../contract/transfers.ts';
import { networkAddress } from './test-network.ts';
import { type Answer, type Call, MULTIPART, multipart, serverOfFile, until } from './test-server.ts';

/** Every secret that the server took out of a key file, or copied, since the test began. */
const { secrets } = vi.hoisted(() => ({ secrets: [] as { readonly key: Buffer; readonly iv: Buffer }[] }));

vi.mock('../../keys/key-file.ts', async (original) => {
  const keys = await original<typeof import('../../keys/key-file.ts')>();
  const noted = <File extends object>(file: File): File => {
    if ('key' in file) secrets.push(file as unknown as KeyFile);
    return file;
  };
  return {
    ...keys,
    parseKeyFile: (bytes: Uint8Array) => noted(keys.parseKeyFile(bytes)),
    copyKeyFile: (file: KeyFile) => noted(keys.copyKeyFile(file)),
    newKeyFile: (...how: Parameters<typeof keys.newKeyFile>) => noted(keys.newKeyFile(...how)),
    unlockKeyFile: async (...how: Parameters<typeof keys.unlockKeyFile>) => noted(await keys.unlockKeyFile(...how)),
  };
});

const server = await serverOfFile({ names: [] });
const far = server.elsewhere();
const there = test.skipIf(networkAddress() === undefined);

async function logIn(username: string): Promise<string> {
  const json = { username, password: `password of ${username}` };
  return String((await far.call('POST', '/api/sessions', { json })).json['token']);
}

for (const name of ['ana', 'ben']) await server.account(name);
const ana = networkAddress() === undefined ? '' : await logIn('ana');

const key = newKeyFile('far', new Date(0));
const other = newKeyFile('other', new Date(0));
const base64 = (text: string) => Buffer.from(text).toString('base64');
// This test's own.
secrets.splice(0);
const choice = { file: base64(formatKeyFile(key)) };
const picture = Buffer.alloc(300_000, 'picture');
const small = base64('small picture');

const call = (method: string, path: string, json?: object, more: Call = {}): Promise<Answer> =>
  far.call(method, path, { token: ana, ...(json !== undefined && { json }), ...more });
const bytes = (body: Buffer): Call => ({ body, headers: { 'content-type': 'application/octet-stream' } });

/** Sends one file. @returns the address at which it was sent */
async function upload(path: string, content: Buffer): Promise<string> {
  const files = [{ path, size: content.length, modified: 0 }];
  const { json, text } = await call('POST', '/api/uploads', { files, key: choice });
  expect(json['id'], text).toBeDefined();
  const address = `/api/uploads/${String(json['id'])}/files/0`;
  expect((await call('PUT', address, undefined, bytes(content))).status).toBe(204);
  await over(json['id']);
  return address;
}

const over = (id: unknown): Promise<TransferView> =>
  until('the transfer ended', async () => {
    const kinds = ['uploads', 'downloads', 'checks', 'shares'];
    const lists = await Promise.all(kinds.map((kind) => call('GET', `/api/${kind}`)));
    const transfers = lists.flatMap(({ json }) => (json as unknown as { transfers: TransferView[] }).transfers);
    return transfers.find((one) => one.id === id && one.ended !== null);
  });

/** All that was opened is wiped, and what came before opens nothing any more. */
async function expectNoKey(): Promise<void> {
  expect(secrets.length).toBeGreaterThan(0);
  await until('every secret was wiped', () => (secrets.every(isWiped) ? true : undefined));
  const id = { id: key.id };
  const refused = await call('POST', '/api/downloads/addresses', { paths: ['picture.png'], key: id });
  expect(refused).toMatchObject({ status: 400, json: { code: 'no-key' } });
  const { keys } = (await call('GET', '/api/keys')).json as { keys: { open: boolean }[] };
  expect(keys.filter(({ open }) => open)).toEqual([]);
}

function isWiped({ key: secret, iv }: (typeof secrets)[number]): boolean {
  return [...secret, ...iv].every((byte) => byte === 0);
}

let fileId = '';
beforeAll(async () => {
  if (ana === '') return;
  await upload('picture.png', picture);
  const { files } = (await call('GET', '/api/files')).json as { files: { id: string }[] };
  fileId = files[0]!.id;
  await until('the upload’s own was wiped', () => (secrets.every(isWiped) ? true : undefined));
});
beforeEach(() => void secrets.splice(0));

const file = (what: string) => `/api/files/${fileId}/${what}`;

/** Each kind of request by which another computer has a key used, and what it answers. */
const KINDS: [string, () => Promise<unknown>, unknown][] = [
  [
    'an upload, and a thumbnail that follows it',
    async () => {
      const address = await upload('sent.png', Buffer.from('small'));
      return (await call('PUT', `${address}/thumbnail`, { key: choice, picture: small })).status;
    },
    204,
  ],
  [
    'an upload in parts of one request',
    async () => {
      const body = multipart([
        { name: 'file', content: picture, filename: 'parts.png' },
        { name: 'keyfile', content: formatKeyFile(key), filename: 'far.key.json' },
      ]);
      return (await call('POST', '/upload', undefined, { body, headers: { 'content-type': MULTIPART } })).status;
    },
    200,
  ],
  [
    'a thumbnail for a file that is there',
    async () => (await call('PUT', file('thumbnail'), { key: choice, picture: small })).status,
    204,
  ],
  [
    'a thumbnail',
    async () => {
      await call('PUT', file('thumbnail'), { key: choice, picture: small });
      const { status, text } = await call('POST', file('thumbnail'), { key: choice });
      return [status, text];
    },
    [200, 'small picture'],
  ],
  [
    'a preview',
    async () => {
      const shown = await call('POST', file('content'), { key: choice });
      expect(shown.bytes.equals(picture)).toBe(true);
      return shown.headers['cache-control'];
    },
    'no-store',
  ],
  [
    'a check of every byte',
    async () => {
      const { json } = await call('POST', file('verify'), { key: choice });
      return (await over(json['id'])).state;
    },
    'done',
  ],
  [
    'a version that is restored',
    async () => (await call('POST', file('restore-version'), { key: choice })).status,
    204,
  ],
  [
    'a download',
    async () => {
      const { json } = await call('POST', '/api/downloads/addresses', { paths: ['picture.png'], key: choice });
      const { addresses, transfer } = json as unknown as AddressList;
      expect((await call('GET', addresses[0]!.address)).bytes.equals(picture)).toBe(true);
      return (await over(transfer)).state;
    },
    'done',
  ],
  [
    'a download that nobody comes for, cancelled',
    async () => {
      const { json } = await call('POST', '/api/downloads/addresses', { paths: ['picture.png'], key: choice });
      return (await call('DELETE', `/api/downloads/${String(json['transfer'])}`)).status;
    },
    204,
  ],
  [
    'an upload that was announced, cancelled',
    async () => {
      const files = [{ path: 'never', size: 1, modified: 0 }];
      const { json } = await call('POST', '/api/uploads', { files, key: choice });
      return (await call('DELETE', `/api/uploads/${String(json['id'])}`)).status;
    },
    204,
  ],
  [
    'a share',
    async () => {
      const ben = (await call('GET', '/api/people/one?username=ben')).json as unknown as PersonView;
      const { id, fingerprint } = ben;
      await call('POST', '/api/people/accept', { id, fingerprint, username: 'ben' });
      const { json } = await call('POST', '/api/shares', { paths: ['picture.png'], recipient: id, key: choice });
      return (await over(json['id'])).state;
    },
    'done',
  ],
  [
    'a link',
    async () => {
      const link = { paths: ['picture.png'], key: choice, downloads: 1, lasts: 60_000 };
      return (await call('POST', '/api/links', link)).status;
    },
    201,
  ],
  ['a look at a key file', async () => (await call('POST', '/api/keys/inspect', { key: choice })).status, 200],
  ['a check of a key file', async () => (await call('POST', '/api/keys/check', { key: choice })).status, 200],
  ['a new key', async () => (await call('POST', '/api/keys/drawn', { name: 'New', passphrase: 'p' })).status, 201],
  [
    'a protected key file with its passphrase',
    async () => {
      const text = await formatProtectedKeyFile(newKeyFile('p', new Date(0)), 'right', new PasswordWork(), MIN_COST);
      secrets.splice(0);
      const protectedChoice = { file: base64(text), passphrase: 'right' };
      return (await call('POST', '/api/keys/check', { key: protectedChoice })).status;
    },
    200,
  ],
  [
    'a wrong key',
    async () => {
      const wrong = { key: { file: base64(formatKeyFile(other)) } };
      const answers = [];
      for (const what of ['thumbnail', 'content', 'verify', 'restore-version'])
        answers.push((await call('POST', file(what), wrong)).json['code']);
      return answers;
    },
    Array.from({ length: 4 }, () => 'wrong-key'),
  ],
];

there.each(KINDS)('%s from another computer leaves no key behind', async (_, ask, answer) => {
  expect(await ask()).toEqual(answer);
  await expectNoKey();
});

there('a key is kept open for nobody elsewhere', async () => {
  const answer = await call('POST', '/api/keys/open', { key: choice });
  expect(answer).toMatchObject({ status: 403, json: { code: 'local-only' } });
});

there('an upload that goes on keeps its key until it is over, and a log-out ends it', async () => {
  const token = await logIn('ana');
  const files = [{ path: 'late', size: 1, modified: 0 }];
  await far.call('POST', '/api/uploads', { token, json: { files, key: choice } });
  expect(secrets.filter((secret) => !isWiped(secret))).toHaveLength(1);
  await far.call('DELETE', '/api/sessions/current', { token });
  await until('it was wiped', () => (secrets.every(isWiped) ? true : undefined));
});
