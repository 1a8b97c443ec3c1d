import { mkdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_EXPONENT, HEADER_BYTES } from '../../keys/header.ts';
import { formatProtectedKeyFile, keyId, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { storedSegmentBytes } from '../../keys/segment.ts';
import type { KeyCheck, KeyChoice, KeySheet, KeyView, KnownKey } from '../contract/keys.ts';
import { MAX_OPEN_KEYS } from './open-keys.ts';
import { filesBelow, serverOfFile } from './test-server.ts';

const NOW = Date.now();
const server = await serverOfFile({ now: () => new Date(NOW) });
const ana = await server.account('ana');

const post = (path: string, json: object, token = ana) => server.api('POST', `/api/keys${path}`, token, json);
const inspect = (key: KeyChoice) => post('/inspect', { key });
const known = async (token = ana) => (await server.api('GET', '/api/keys', token)).json['keys'] as KnownKey[];
const knownOne = async (id: string, token = ana) => (await known(token)).find((key) => key.id === id);
const put = async (name: string, content: string | Buffer, keypath: string, token = ana) => {
  const filepath = await server.write(name, content);
  return (await server.call('POST', '/upload', { token, json: { filepath, keypath } })).json['id'] as string;
};

const work = new PasswordWork();

/** A protected key file at the least cost. */
async function newProtected(name: string): Promise<{ path: string; id: string }> {
  const key = newKeyFile(name, new Date(0));
  const text = await formatProtectedKeyFile(key, 'open sesame', work, MIN_COST);
  return { path: await server.write(`${name}.key.json`, text), id: key.id };
}

async function newClassic(name: string): Promise<{ path: string; id: string }> {
  const { key, iv, id } = newKeyFile(name, new Date(0));
  const text = JSON.stringify({ key: key.toString('base64'), iv: iv.toString('base64') });
  return { path: await server.write(`${name}.json`, text), id };
}

test('a key that is made is known, open and the one used last', async () => {
  const made = await post('', { location: '.', name: 'Made' });
  expect(made.status).toBe(201);
  const { fingerprint, id, path, created } = made.json as KeyView;
  expect((await known())[0]).toEqual({
    id,
    fingerprint,
    name: 'Made',
    created,
    form: 'plain',
    path,
    seen: new Date(NOW).toISOString(),
    present: true,
    open: true,
    lastUsed: true,
    files: 0,
    bytes: 0,
    older: 0,
    quietUntil: null,
    printed: null,
  });
  const file = JSON.parse(await readFile(path!, 'utf8')) as { key: string; iv: string };
  const shown = (await server.api('GET', '/api/keys', ana)).text + made.text;
  for (const secret of [file.key, file.iv]) expect(shown).not.toContain(secret);
  // Another session of the same account knows it, and has not opened it.
  expect(await knownOne(id, await server.logIn('ana'))).toMatchObject({ open: false, lastUsed: true });
});

test('a key is cut before it is saved, opens nothing until then, and is saved as it was shown', async () => {
  const { id, fingerprint } = (await post('/cut', {})).json as KeyView;
  expect(await knownOne(id)).toBeUndefined();
  expect(await inspect({ id })).toMatchObject({ json: { code: 'no-key' } });
  const other = await server.logIn('ana');
  const stolen = await post('', { location: '.', name: 'Theirs', cut: id }, other);
  expect(stolen).toMatchObject({ json: { code: 'no-key' } });
  // A place that is no place leaves it as it is.
  expect((await post('', { location: 'nowhere/x.json', name: 'Cut', cut: id })).status).toBe(404);
  const made = await post('', { location: '.', name: 'Cut', cut: id });
  expect(made.json).toMatchObject({ id, fingerprint, name: 'Cut', created: new Date(NOW).toISOString() });
  const { key, iv } = JSON.parse(await readFile((made.json as KeyView).path!, 'utf8')) as { key: string; iv: string };
  expect(keyId(Buffer.from(key, 'base64'), Buffer.from(iv, 'base64'))).toBe(id);
  expect(await post('', { location: '.', name: 'Twice', cut: id })).toMatchObject({ json: { code: 'no-key' } });
});

test('a key is pointed at by its path, its bytes or its id', async () => {
  const { path, id } = await server.newKey('Ways');
  const bytes = await readFile(path);
  const unknown = await inspect({ id });
  expect(unknown).toMatchObject({ status: 400, json: { code: 'no-key' } });
  const byBytes = await inspect({ file: bytes.toString('base64') });
  expect(byBytes).toMatchObject({ status: 200, json: { id, name: 'Ways', path: null, form: 'plain' } });
  // Its bytes were seen and its place was not.
  expect(await knownOne(id)).toMatchObject({ path: null, present: false });
  expect(await inspect({ id })).toMatchObject({ status: 400, json: { code: 'no-key' } });
  expect((await inspect({ path: 'Ways.key.json' })).json).toEqual({ ...byBytes.json, path });
  expect((await inspect({ id })).json).toEqual({ ...byBytes.json, path });
  // Bytes again leave the place that is known.
  await inspect({ file: bytes.toString('base64') });
  expect(await knownOne(id)).toMatchObject({ path, present: true, open: false });

  for (const choice of [{ path }, { file: bytes.toString('base64') }, { id }]) {
    const token = await server.logIn('ana');
    expect(await post('/open', { key: choice }, token)).toMatchObject({ status: 200, json: { id } });
    expect(await knownOne(id, token)).toMatchObject({ open: true });
  }
  expect(await knownOne(id)).toMatchObject({ open: false });

  const unclear: KeyChoice[] = [{}, { passphrase: 'x' }, { path, id }, { path, file: '' }, { file: '', id }];
  for (const choice of unclear) expect(await inspect(choice)).toMatchObject({ status: 400, json: { code: 'no-key' } });
  for (const file of ['', 'bm8ga2V5', '****', Buffer.alloc(65_536, '{').toString('base64')]) {
    expect(await inspect({ file })).toMatchObject({ status: 422, json: { code: 'damaged-key-file' } });
  }
  for (const id of ['', 'x', '__proto__', "' OR 1=1 --", 'f'.repeat(32)])
    expect(await inspect({ id })).toMatchObject({ status: 400, json: { code: 'no-key' } });
});

test('a protected key is opened by its passphrase alone, and then needs it no more in that session', async () => {
  const { path, id } = await newProtected('Locked');
  expect((await inspect({ path })).json).toMatchObject({ id, name: 'Locked', form: 'protected' });
  const tries: [KeyChoice, number, string][] = [
    [{ path }, 400, 'no-passphrase'],
    [{ path, passphrase: '' }, 400, 'no-passphrase'],
    [{ path, passphrase: 'wrong' }, 422, 'wrong-password'],
    [{ id, passphrase: 'é'.repeat(600) }, 400, 'password-length'],
  ];
  for (const [key, status, code] of tries) {
    const answer = await post('/open', { key });
    expect(answer).toMatchObject({ status, json: { code } });
    expect(answer.text).not.toContain('wrong"');
    expect(await knownOne(id)).toMatchObject({ open: false });
  }
  const token = await server.logIn('ana');
  expect(await post('/open', { key: { id, passphrase: 'open sesame' } }, token)).toMatchObject({ status: 200 });
  await server.write('locked.txt', 'x');
  const upload = { paths: ['locked.txt'], key: { id } };
  expect(await server.api('POST', '/api/uploads', token, upload)).toMatchObject({ status: 202 });
  expect(await server.api('POST', '/api/uploads', ana, upload)).toMatchObject({ json: { code: 'no-passphrase' } });
  // The session ends, and with it the key.
  expect((await server.call('POST', '/user/logout', { token })).status).toBe(204);
  const fresh = await server.logIn('ana');
  expect(await knownOne(id, fresh)).toMatchObject({ open: false });
  expect(await server.api('POST', '/api/uploads', fresh, upload)).toMatchObject({ json: { code: 'no-passphrase' } });
});

test('a key file that was moved, exchanged or damaged at its place is told as that', async () => {
  const { path, id } = await server.newKey('Mover');
  await inspect({ path });
  await rename(path, `${path}.moved`);
  expect(await knownOne(id)).toMatchObject({ path, present: false });
  expect(await inspect({ id })).toMatchObject({ status: 404, json: { code: 'not-found' } });
  expect((await inspect({ id })).json['message']).toContain(path);
  const other = await server.newKey('Stranger');
  await rename(other.path, path);
  const wrong = await post('/open', { key: { id } });
  expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  expect(await knownOne(id)).toMatchObject({ name: 'Mover', open: false });
  for (const [route, body] of [
    [`/${id}/rename`, { name: 'Not mine' }],
    [`/${id}/protect`, { passphrase: 'x' }],
  ] as const) {
    expect(await post(route, body)).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  }
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ name: 'Stranger', id: other.id });
  await writeFile(path, 'no key');
  expect(await inspect({ id })).toMatchObject({ status: 422, json: { code: 'damaged-key-file' } });
  await rm(path);
  await symlink(join(server.disk, 'nowhere'), path);
  expect(await knownOne(id)).toMatchObject({ present: false });
  await rm(path);
  await mkdir(path);
  expect(await knownOne(id)).toMatchObject({ present: false });
  expect((await inspect({ path: `${path}.moved` })).json).toMatchObject({ id });
  expect(await knownOne(id)).toMatchObject({ path: `${path}.moved`, present: true });
});

test('the fifty-first key that is opened closes the one opened first', async () => {
  const token = await server.logIn('ana');
  const open = async () => (await known(token)).filter(({ open: isOpen }) => isOpen).map(({ id }) => id);
  const first = await server.newKey('First');
  await post('/open', { key: { path: first.path } }, token);
  for (let index = 1; index < MAX_OPEN_KEYS; index += 1) {
    const { path } = await server.newKey(`Many ${index}`);
    await post('/open', { key: { path } }, token);
  }
  expect(await open()).toHaveLength(50);
  expect(await open()).toContain(first.id);
  const { path, id } = await server.newKey('One more');
  await post('/open', { key: { path } }, token);
  expect(await open()).toHaveLength(50);
  expect(await open()).not.toContain(first.id);
  expect(await open()).toContain(id);
});

test('a key that was never seen here is listed with what needs it', async () => {
  const ben = await server.account('ben');
  const { path, id } = await server.newKey('Elsewhere');
  await put('e1.txt', '12345', path, ben);
  await put('e2.txt', '1', path, ben);
  await put('e2.txt', '123', path, ben);
  // The old routes meet no key: their programs keep their own.
  expect(await knownOne(id, ben)).toEqual({
    id,
    fingerprint: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/),
    name: null,
    created: '',
    form: null,
    path: null,
    seen: null,
    present: false,
    open: false,
    lastUsed: false,
    files: 2,
    bytes: 8,
    older: 1,
    quietUntil: null,
    printed: null,
  });
  expect(await knownOne(id)).toBeUndefined();
  await inspect({ path });
  expect(await knownOne(id, ben)).toMatchObject({ name: 'Elsewhere', files: 2, bytes: 8 });
  expect(await knownOne(id)).toMatchObject({ name: 'Elsewhere', files: 0, bytes: 0 });
  expect((await known(ben)).filter((key) => key.id === id)).toHaveLength(1);
});

test('a key that is made beside others does not take over what is added next, unless it was asked for', async () => {
  const before = (await post('', { location: '.', name: 'Before' })).json['id'];
  const aside = (await post('', { location: '.', name: 'Aside', use: false })).json['id'] as string;
  expect((await known())[0]).toMatchObject({ id: before, lastUsed: true });
  expect(await knownOne(aside)).toMatchObject({ lastUsed: false, open: true });
});

test('a key that only earlier versions or the trash need is listed, and checked on these', async () => {
  const cleo = await server.account('cleo');
  const [older, newer] = [await server.newKey('Older'), await server.newKey('Newer')];
  await put('o1.txt', 'first', older.path, cleo);
  await put('o1.txt', 'second', newer.path, cleo);
  await put('o2.txt', 'gone', older.path, cleo);
  expect((await server.api('POST', '/api/files/trash', cleo, { paths: ['o2.txt'] })).status).toBe(204);
  expect(await knownOne(older.id, cleo)).toMatchObject({ name: null, files: 0, bytes: 0, older: 2 });
  expect(await knownOne(newer.id, cleo)).toMatchObject({ files: 1, bytes: 6, older: 0 });
  const { json } = await post('/check', { key: { path: older.path } }, cleo);
  expect(json).toMatchObject({ files: 2, opened: 2, damaged: [] });
});

test('while the vault is away its keys are told as this computer knows them, and counted where they were before', async () => {
  const dora = await server.account('dora');
  const { path, id } = await server.newKey('Stays');
  await inspect({ path });
  await put('d.txt', '12345', path, dora);
  expect(await knownOne(id, dora)).toMatchObject({ files: 1, bytes: 5 });
  const fresh = await server.logIn('dora');
  const place = join(server.home, 'vault');
  await rename(place, `${place}.away`);
  try {
    const answer = await server.api('GET', '/api/keys', fresh);
    expect(answer).toMatchObject({ status: 200, json: { listed: false } });
    expect(await knownOne(id, fresh)).toMatchObject({ name: 'Stays', present: true });
    expect(await knownOne(id, dora)).toMatchObject({ files: 1, bytes: 5, older: 0 });
  } finally {
    await rename(`${place}.away`, place);
  }
  expect((await server.api('GET', '/api/keys', fresh)).json).toMatchObject({ listed: true });
  expect(await knownOne(id, fresh)).toMatchObject({ files: 1, bytes: 5 });
});

const objects = async () => (await filesBelow(join(server.home, 'vault', 'files'))).map(({ path }) => path);

test('a check counts what a key opens, and names what is damaged or cut', async () => {
  const { path, id } = await server.newKey('Checked');
  const other = await server.newKey('Unrelated');
  await put('unrelated.txt', 'x', other.path);
  const before = new Set(await objects());
  const objectOf = new Map<string, string>();
  for (const name of ['good', 'empty', 'flipped', 'cut', 'long', 'long cut', 'gone', 'smallest']) {
    const size = { empty: 0, long: 600_000, 'long cut': 600_000 }[name] ?? 1000;
    await put(`check ${name}`, Buffer.alloc(size, name), path);
    for (const object of await objects()) {
      if (before.has(object)) continue;
      before.add(object);
      objectOf.set(name, object);
    }
  }
  const check = async (key: KeyChoice) => (await post('/check', { key })).json as unknown as KeyCheck;
  expect(await check({ path })).toEqual({
    key: (await inspect({ path })).json,
    files: 8,
    opened: 8,
    damaged: [],
  });
  const flip = async (name: string, at: number) => {
    const bytes = await readFile(objectOf.get(name)!);
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    await writeFile(objectOf.get(name)!, bytes);
  };
  await flip('flipped', 200);
  await truncate(objectOf.get('cut')!, 20);
  await truncate(objectOf.get('long cut')!, HEADER_BYTES + storedSegmentBytes(1, 2 ** DEFAULT_EXPONENT));
  await rm(objectOf.get('gone')!);
  const { files, opened, damaged } = await check({ id });
  expect({ files, opened }).toEqual({ files: 8, opened: 4 });
  expect(Object.fromEntries(damaged.map(({ path: hurt, code }) => [hurt, code]))).toEqual({
    'check flipped': 'tampered',
    'check cut': 'truncated',
    'check long cut': 'truncated',
    'check gone': 'vanished',
  });
  for (const { message } of damaged) expect(message).toMatch(/^[A-Z].*\.$/);
  expect(await check({ path: other.path })).toMatchObject({ files: 1, opened: 1, damaged: [] });
  const lone = await server.newKey('Lone');
  expect(await check({ path: lone.path })).toMatchObject({ files: 0, opened: 0, damaged: [] });
  expect(await post('/check', { key: { path: 'nowhere' } })).toMatchObject({ status: 404 });
});

test('the smallest file of a check is read to its end', async () => {
  const { path } = await server.newKey('Smallest');
  const before = new Set(await objects());
  await put('two segments', Buffer.alloc(300_000, 'x'), path);
  const [object] = (await objects()).filter((one) => !before.has(one));
  const bytes = await readFile(object!);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(object!, bytes);
  const { json } = await post('/check', { key: { path } });
  expect(json).toMatchObject({ opened: 0, damaged: [{ path: 'two segments', code: 'tampered' }] });
});

test('a key file is renamed without its passphrase, and its key stays what it is', async () => {
  const [plain, locked, classic] = [await server.newKey('Plain'), await newProtected('Safe'), await newClassic('Old')];
  for (const { path } of [plain, locked, classic]) await inspect({ path });
  for (const { path, id } of [plain, locked]) {
    const before = JSON.parse(await readFile(path, 'utf8')) as object;
    const { status, text } = await post(`/${id}/rename`, { name: '  Cafe\u0301 ' });
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...before, name: 'Café' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await knownOne(id)).toMatchObject({ name: 'Café', path });
    for (const name of [' ', 'a\u0007', 'x'.repeat(101)]) {
      expect(await post(`/${id}/rename`, { name })).toMatchObject({ status: 400, json: { code: 'unnameable' } });
    }
  }
  const before = await readFile(classic.path, 'utf8');
  expect(await post(`/${classic.id}/rename`, { name: 'New' })).toMatchObject({ json: { code: 'unusable' } });
  expect(await readFile(classic.path, 'utf8')).toBe(before);
  expect(await post('/open', { key: { id: locked.id, passphrase: 'open sesame' } })).toMatchObject({ status: 200 });
  expect(await post(`/${'f'.repeat(32)}/rename`, { name: 'New' })).toMatchObject({ json: { code: 'no-key' } });
});

test('a passphrase is put on, changed and taken off, and never by who does not know it', async () => {
  const { path, id } = await server.newKey('Shield');
  await inspect({ path });
  const original = await readFile(path, 'utf8');
  const protect = (json: object) => post(`/${id}/protect`, json);
  const form = async () => (await inspect({ id })).json['form'];
  expect((await protect({ passphrase: 'first words' })).status).toBe(204);
  expect(await knownOne(id)).toMatchObject({ form: 'protected', name: 'Shield', path });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { key } = JSON.parse(original) as { key: string };
  expect(await readFile(path, 'utf8')).not.toContain(key);
  const locked = await readFile(path, 'utf8');
  for (const passphrase of ['second words', null]) {
    expect(await protect({ passphrase })).toMatchObject({ status: 400, json: { code: 'no-passphrase' } });
    expect(await protect({ passphrase, current: 'wrong' })).toMatchObject({ json: { code: 'wrong-password' } });
  }
  expect(await protect({ passphrase: '' })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect(await readFile(path, 'utf8')).toBe(locked);
  expect((await protect({ passphrase: 'second words', current: 'first words' })).status).toBe(204);
  expect(await post('/open', { key: { id, passphrase: 'first words' } })).toMatchObject({ status: 422 });
  expect((await protect({ passphrase: null, current: 'second words' })).status).toBe(204);
  expect(await form()).toBe('plain');
  expect(await readFile(path, 'utf8')).toBe(original);
  expect(await protect({ passphrase: 'é'.repeat(600) })).toMatchObject({ json: { code: 'password-length' } });
  expect(await readFile(path, 'utf8')).toBe(original);
});

test('a place is forgotten without the file, and a warning kept quiet for days', async () => {
  const { path, id } = await server.newKey('Forgotten');
  await inspect({ path });
  const quiet = (days: number) => post(`/${id}/quiet`, { days });
  expect((await quiet(30)).status).toBe(204);
  const until = new Date(NOW + 30 * 24 * 60 * 60 * 1000).toISOString();
  expect(await knownOne(id)).toMatchObject({ quietUntil: until });
  for (const days of [0, 366, 1.5]) expect((await quiet(days)).status).toBe(400);
  expect((await server.api('DELETE', `/api/keys/${id}/place`, ana)).status).toBe(204);
  expect(await knownOne(id)).toMatchObject({ path: null, present: false, name: 'Forgotten', quietUntil: until });
  expect((await stat(path)).isFile()).toBe(true);
  expect(await inspect({ id })).toMatchObject({ status: 400, json: { code: 'no-key' } });
  expect(await inspect({ path })).toMatchObject({ status: 200 });
  expect(await knownOne(id)).toMatchObject({ path, present: true });
});

test('a sheet shows all of a key file, and the file is made again from it; a protected one stays protected', async () => {
  await mkdir(join(server.disk, 'from-paper'));
  const locked = await newProtected('Locked paper');
  for (const path of [(await server.newKey('Paper')).path, locked.path, (await newClassic('old-paper')).path]) {
    const { key, text, code } = (await post('/sheet', { key: { path } })).json as unknown as KeySheet;
    const original = JSON.parse(await readFile(path, 'utf8')) as object;
    const checked = { ...original, check: expect.stringMatching(/^[0-9a-f]{8}$/) };
    expect(JSON.parse(text)).toEqual(checked);
    expect(JSON.parse(code)).toEqual(checked);
    await rm(path);
    for (const [way, shown] of [text, code].entries()) {
      const location = `from-paper/${key.id}-${way}.json`;
      const made = await post('/copies', { key: { file: Buffer.from(shown).toString('base64') }, location });
      expect(made).toMatchObject({
        status: 201,
        json: { id: key.id, form: key.form, path: join(server.disk, location) },
      });
      expect(JSON.parse(await readFile(join(server.disk, location), 'utf8'))).toEqual(original);
      // From then on it is looked for where it lies now.
      expect(await knownOne(key.id)).toMatchObject({ path: join(server.disk, location), present: true });
    }
  }
  expect(await post('/open', { key: { id: locked.id } })).toMatchObject({ json: { code: 'no-passphrase' } });
  expect((await post('/open', { key: { id: locked.id, passphrase: 'open sesame' } })).status).toBe(200);
  const wrong = await post('/copies', {
    key: { file: Buffer.from('{"typed": "wrong"}').toString('base64') },
    location: '.',
  });
  expect(wrong).toMatchObject({ status: 422, json: { code: 'damaged-key-file' } });
});

test('a copy of a key file lies where it is wanted, readable by its owner alone, and never over anything', async () => {
  const { path } = await server.newKey('Twice');
  const { id } = (await inspect({ path })).json as unknown as KeyView;
  await mkdir(join(server.disk, 'usb'));
  const made = await post('/copies', { key: { id }, location: 'usb' });
  expect(made).toMatchObject({ status: 201, json: { id, path: join(server.disk, 'usb/Twice.key.json') } });
  expect(await readFile(join(server.disk, 'usb/Twice.key.json'), 'utf8')).toBe(await readFile(path, 'utf8'));
  expect((await stat(join(server.disk, 'usb/Twice.key.json'))).mode & 0o777).toBe(0o600);
  const again = await post('/copies', { key: { id }, location: 'usb' });
  expect(again).toMatchObject({ status: 409, json: { code: 'exists' } });
  // It goes on being looked for where it lay.
  expect(await knownOne(id)).toMatchObject({ path, printed: null });
  expect((await post(`/${id}/printed`, {})).status).toBe(204);
  expect(await knownOne(id)).toMatchObject({ printed: new Date(NOW).toISOString() });
});
