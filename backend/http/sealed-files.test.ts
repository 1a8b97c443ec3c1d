import { spawnSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { Sealer, sealing } from '../../keys/sealer.ts';
import { openSealedFile } from '../transfers/sealed-file.ts';
import { serverOfFile, startTestServer, type TestServer } from './test-server.ts';

const PASSPHRASE = 'seven quiet harbour boats';
const keyFile = newKeyFile('Holiday', new Date(0));
const guarded = await formatProtectedKeyFile(keyFile, PASSPHRASE, new PasswordWork(), MIN_COST);

/** No vault and no account on this computer. */
const server = await serverOfFile();
const key = { path: await server.write('holiday.key.json', formatKeyFile(keyFile)) };
const other = await server.newKey('Work');
const into = join(server.disk, 'out');
await server.write('out/there.txt', 'there');

async function sealed(name: string, content: string, to: TestServer = server): Promise<string> {
  const sealer = new Sealer(keyFile, { fileId: '0'.repeat(32), suite: 1, exponent: 16 });
  async function* bytes() {
    yield Buffer.from(content);
  }
  const parts: Uint8Array[] = [];
  for await (const part of sealing(sealer)(bytes())) parts.push(part);
  return to.write(name, Buffer.concat(parts));
}

/** With the local token alone: nobody is logged in. */
const ask = (what: string, json: object, to: TestServer = server) =>
  to.call('POST', `/api/sealed-files/${what}`, { headers: { 'latchkey-local': to.local }, json });
const open = (path: string, choice: object, to: TestServer = server) =>
  ask('open', { path, to: join(to.disk, 'out'), key: choice }, to);

test('a sealed file says which key it takes, and opens beside any vault under its plain name', async () => {
  const path = await sealed('cat.png.sealed', 'a cat');
  expect((await ask('inspect', { path })).json).toMatchObject({ key: keyFile.id, content: 'cat.png', known: null });
  expect((await ask('key', { key })).json).toMatchObject({ id: keyFile.id, name: 'Holiday', form: 'plain' });
  expect((await ask('try', { path, key })).status).toBe(204);
  const opened = await open(path, key);
  expect([opened.status, opened.json]).toEqual([201, { path: join(into, 'cat.png'), old: false }]);
  expect(await readFile(join(into, 'cat.png'), 'utf8')).toBe('a cat');
  const unnamed = await open(await sealed('dog', 'a dog'), key);
  expect(unnamed.json).toMatchObject({ path: join(into, 'dog.opened') });
});

test('a wrong key, an altered file, what is not sealed and what would replace a file leave nothing behind', async () => {
  const path = await sealed('there.txt.sealed', 'not there');
  const before = (await readdir(into)).sort();
  const fresh = await sealed('y.sealed', 'y');
  for (const answer of [
    await open(fresh, { path: other.path }),
    await ask('try', { path: fresh, key: { path: other.path } }),
  ])
    expect(answer.json).toMatchObject({ code: 'wrong-key' });
  expect((await open(path, key)).json).toMatchObject({ code: 'exists' });
  const altered = await readFile(await sealed('x.sealed', 'altered'));
  altered[altered.length - 1]! ^= 1;
  await writeFile(join(server.disk, 'x.sealed'), altered);
  expect((await open('x.sealed', key)).json).toMatchObject({ code: 'tampered' });
  await writeFile(join(server.disk, 'x.sealed'), altered.subarray(0, -1));
  expect((await open('x.sealed', key)).json).toMatchObject({ code: 'truncated' });
  const plain = await server.write('plain.sealed', 'plain, and long enough to be taken for something else');
  for (const what of ['inspect', 'try', 'open'])
    expect((await ask(what, { path: plain, to: into, key })).json).toMatchObject({ code: 'not-sealed' });
  expect((await open('none.sealed', key)).json).toMatchObject({ code: 'not-found' });
  expect((await open('out', key)).json).toMatchObject({ code: 'not-found' });
  if (process.platform !== 'win32') {
    spawnSync('mkfifo', [join(server.disk, 'pipe.sealed')]);
    expect((await open('pipe.sealed', key)).json).toMatchObject({ code: 'not-found' });
  }
  expect((await open(fresh, { path: plain })).json).toMatchObject({ code: 'damaged-key-file' });
  expect((await open(fresh, {})).json).toMatchObject({ code: 'no-key' });
  expect((await open(fresh, { id: keyFile.id })).json).toMatchObject({ code: 'no-key' });
  expect((await readdir(into)).sort()).toEqual(before);
});

test('whoever goes away while a file is opened leaves nothing half open behind', async () => {
  const path = await sealed('gone.txt.sealed', 'gone');
  const before = (await readdir(into)).sort();
  await expect(openSealedFile(path, into, keyFile, AbortSignal.abort())).rejects.toThrow('aborted');
  expect((await readdir(into)).sort()).toEqual(before);
});

test('a protected key asks for its passphrase, and its bytes do as well as its path', async () => {
  const path = await sealed('guarded.txt.sealed', 'guarded');
  const choice = { file: Buffer.from(guarded).toString('base64') };
  expect((await ask('key', { key: choice })).json).toMatchObject({ form: 'protected', path: null });
  for (const what of ['try', 'open']) {
    const body = { path, to: into, key: choice };
    expect((await ask(what, body)).json).toMatchObject({ code: 'no-passphrase' });
    const wrong = { ...body, key: { ...choice, passphrase: 'another' } };
    const answer = await ask(what, wrong);
    expect([answer.status, answer.json]).toMatchObject([422, { code: 'wrong-password' }]);
  }
  expect((await open(path, { ...choice, passphrase: PASSPHRASE })).status).toBe(201);
  expect(await readFile(join(into, 'guarded.txt'), 'utf8')).toBe('guarded');
});

test('an old file opens with a classic key, and says that nothing protected it', async () => {
  // Not drawn: one wrong key in 256 leaves a padding that could be one.
  const [secret, iv] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
  const classic = (from: Buffer) => JSON.stringify({ key: from.toString('base64'), iv: iv.toString('base64') });
  const path = await server.write('old/key.json', classic(secret));
  const cipher = createCipheriv('aes-128-cbc', secret, iv);
  const old = await server.write('tax.pdf.enct', Buffer.concat([cipher.update('old taxes'), cipher.final()]));
  expect((await ask('inspect', { path: old })).json).toEqual({ key: null, size: 16, content: 'tax.pdf', known: null });
  const wrong = Buffer.from(secret);
  wrong[0]! ^= 1;
  for (const [choice, code] of [
    [{ path: await server.write('old/other.json', classic(wrong)) }, 'wrong-key-or-damaged'],
    [key, 'no-key'],
  ] as const)
    expect((await ask('try', { path: old, key: choice })).json).toMatchObject({ code });
  expect((await ask('try', { path: old, key: { path } })).status).toBe(204);
  expect((await open(old, { path })).json).toEqual({ path: join(into, 'tax.pdf'), old: true });
  expect(await readFile(join(into, 'tax.pdf'), 'utf8')).toBe('old taxes');
  const cut = await server.write('cut.enct', Buffer.alloc(15));
  expect((await open(cut, { path })).json).toMatchObject({ code: 'truncated' });
});

test('while the vault is locked a key that this computer knows is found by its id; nothing new is remembered, and none stays open', async () => {
  const mira = await startTestServer();
  try {
    const path = await sealed('a.sealed', 'a', mira);
    await mira.write('out/b', '');
    const place = await mira.write('holiday.key.json', guarded);
    expect((await open(path, { path: place, passphrase: PASSPHRASE }, mira)).status).toBe(201);
    const token = await mira.account('mira');
    const known = () => mira.api('GET', '/api/keys', token);
    expect((await known()).json).toMatchObject({ keys: [] });
    await mira.api('POST', '/api/keys/open', token, { key: { path: place, passphrase: PASSPHRASE } });
    const mine = await mira.api('POST', '/api/sealed-files/inspect', token, { path });
    expect(mine.json['known']).toMatchObject({ name: 'Holiday', form: 'protected', present: true, open: true });
    expect((await ask('inspect', { path }, mira)).json['known']).toMatchObject({ open: false, files: null });
    const id = { id: keyFile.id };
    expect((await ask('try', { path, key: id }, mira)).json).toMatchObject({ code: 'no-passphrase' });
    expect((await mira.api('POST', '/api/sealed-files/try', token, { path, key: id })).status).toBe(204);
    expect((await ask('try', { path, key: { ...id, passphrase: PASSPHRASE } }, mira)).status).toBe(204);
    await mira.call('POST', '/user/logout', { token });
    const again = await mira.logIn('mira');
    await ask('try', { path, key: { ...id, passphrase: PASSPHRASE } }, mira);
    const [seen] = (await mira.api('GET', '/api/keys', again)).json['keys'] as { open: boolean }[];
    expect(seen?.open).toBe(false);
    // Another key lies where the known one was.
    await writeFile(place, formatKeyFile(newKeyFile('Work', new Date(0))));
    expect((await ask('try', { path, key: id }, mira)).json).toMatchObject({ code: 'wrong-key' });
  } finally {
    await mira.stop();
  }
});
