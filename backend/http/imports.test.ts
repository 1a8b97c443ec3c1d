import { createHash } from 'node:crypto';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ImportView } from '../contract/imports.ts';
import type { TransferView } from '../contract/transfers.ts';
import { ended } from './test-events.ts';
import { serverOfFile, until } from './test-server.ts';

const VECTORS = fileURLToPath(new URL('../../keys/vectors/classic/', import.meta.url));
const OLD_KEY = { path: join(VECTORS, 'user-manager/key.json') };
const FLASK = join(VECTORS, 'flask-encryptor');

const server = await serverOfFile();
const ana = await server.account('ana');
const key = await server.newKey('New');

const ask = (json: object) => server.api('POST', '/api/imports', ana, { key: { path: key.path }, ...json });
async function bring(json: object): Promise<ImportView> {
  const { status, json: view, text } = await ask(json);
  if (status !== 200) throw new Error(text);
  return view as unknown as ImportView;
}
const userManager = (more: object = {}) => ({
  program: 'user-manager',
  paths: [join(VECTORS, 'user-manager')],
  oldKey: OLD_KEY,
  ...more,
});
const flask = (more: object = {}) => ({
  program: 'flask-encryptor',
  paths: [FLASK],
  database: join(FLASK, 'database.json'),
  ...more,
});
async function listed(folder: string): Promise<string[]> {
  const { files } = (await server.api('GET', `/api/files?recursive=true&folder=${folder}`, ana)).json;
  return ((files as { path: string }[] | undefined) ?? []).map(({ path }) => path.slice(folder.length + 1)).sort();
}
async function sha256(filename: string): Promise<string> {
  const location = join(server.disk, `out-${Math.random()}`);
  const { status, text } = await server.call('POST', '/download', {
    token: ana,
    json: { filename, location, keypath: key.path },
  });
  if (status !== 200) throw new Error(text);
  return createHash('sha256')
    .update(await readFile(location))
    .digest('hex');
}

test.each([
  ['user-manager', userManager(), 'A/user-manager'],
  ['flask-encryptor', flask(), 'B'],
] as const)(
  'the files of the %s come over as one transfer, and the answer says where each goes',
  async (program, json, folder) => {
    const view = await bring({ ...json, paths: [join(VECTORS, program)], to: folder[0] });
    expect(view).toMatchObject({ outcome: 'begun', total: 5, transfer: { kind: 'upload', keyId: key.id } });
    const over = await ended(server, 'uploads', view.transfer?.id, ana);
    expect(over).toMatchObject({ state: 'done', files: 5, totalFiles: 5, failures: [] });
    expect(over.bytes).toBe(over.totalBytes);
    const expected = JSON.parse(await readFile(join(VECTORS, program, 'expected.json'), 'utf8')) as {
      name: string;
      sha256: string;
    }[];
    const names = expected.map(({ name }) => name);
    expect(await listed(folder)).toEqual(names.toSorted());
    expect(view.files.map(({ path }) => path).toSorted()).toEqual(names.map((name) => `${folder}/${name}`).toSorted());
    for (const { name, sha256: hash } of expected) expect(await sha256(`${folder}/${name}`)).toBe(hash);
  },
);

test('what is there already is told and passed over when a run is repeated', async () => {
  const first = await bring(flask({ to: 'again' }));
  await ended(server, 'uploads', first.transfer?.id, ana);
  const second = await bring(flask({ to: 'again' }));
  const { state, failures } = await ended(server, 'uploads', second.transfer?.id, ana);
  expect([state, failures.map(({ code }) => code)]).toEqual(['failed', Array.from({ length: 5 }, () => 'exists')]);
  expect(await listed('again')).toHaveLength(5);
});

test('a wrong token begins nothing, and each file that shows it is named', async () => {
  const view = await bring(flask({ token: 'another', to: 'wrong' }));
  expect(view).toMatchObject({ outcome: 'wrong', transfer: null, total: 0 });
  expect(view.left.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'wrong-key-or-damaged'));
  expect(await listed('wrong')).toEqual([]);
});

test('files that cannot tell are brought over when that is asked for', async () => {
  const { uploaded_files: all, ...secrets } = JSON.parse(await readFile(join(FLASK, 'database.json'), 'utf8')) as {
    uploaded_files: { filename: string }[];
  };
  // The empty one, and the one of whole blocks.
  const silent = all.filter(({ filename }) => /^(1803|ae4d)/.test(filename));
  const database = await server.write('silent.json', JSON.stringify({ uploaded_files: silent, ...secrets }));
  expect(await bring(flask({ database, to: 'silent' }))).toMatchObject({ outcome: 'unchecked', transfer: null });
  const view = await bring(flask({ database, to: 'silent', unchecked: true }));
  expect(await ended(server, 'uploads', view.transfer?.id, ana)).toMatchObject({ state: 'done', files: 2 });
});

test('a request that lacks something, or points at the wrong thing, is refused in words', async () => {
  const refused = async (json: object, status: number, code: string) => {
    const answer = await ask(json);
    expect([answer.status, answer.json['code']], JSON.stringify(json)).toEqual([status, code]);
  };
  await refused(userManager({ oldKey: undefined }), 400, 'no-key');
  await refused(userManager({ oldKey: { path: key.path } }), 400, 'no-key');
  await refused(flask({ database: undefined }), 400, 'invalid-request');
  await refused(flask({ paths: [FLASK, FLASK] }), 400, 'invalid-request');
  await refused(flask({ database: await server.write('none.json', '{"uploaded_files": []}') }), 400, 'invalid-request');
  await refused(flask({ database: await server.write('bad.json', '[]') }), 422, 'damaged-database');
  await refused(flask({ key: { path: join(server.disk, 'nowhere') } }), 404, 'not-found');
  expect(
    await bring(userManager({ paths: [await server.write('folder/a.txt', 'a').then((path) => join(path, '..'))] })),
  ).toMatchObject({
    outcome: 'empty',
    left: [{ code: 'not-old' }],
  });
});

test('the old key may come as bytes', async () => {
  const file = (await readFile(OLD_KEY.path)).toString('base64');
  await cp(join(VECTORS, 'user-manager/sixteen.bin.enct'), join(server.disk, 'sixteen.bin.enct'));
  const view = await bring(userManager({ paths: ['sixteen.bin.enct'], oldKey: { file }, to: 'bytes' }));
  expect(await ended(server, 'uploads', view.transfer?.id, ana)).toMatchObject({ state: 'done', files: 1 });
  expect(await listed('bytes')).toEqual(['sixteen.bin']);
});

test('where the bucket is away it waits, and goes on with what is left', async () => {
  const [here, away] = [join(server.home, 'vault'), join(server.root, 'away')];
  await rename(here, away);
  const { transfer } = await bring(flask({ to: 'later' }));
  const id = transfer?.id ?? '';
  const waiting = await until('waiting for the network', async () => {
    const { transfers } = (await server.api('GET', '/api/uploads', ana)).json as { transfers?: TransferView[] };
    return transfers?.find((one) => one.id === id && one.reason === 'network');
  });
  expect(waiting).toMatchObject({ state: 'waiting', failures: [], totalFiles: 5 });
  // What was made at its place meanwhile is nothing.
  await rm(here, { recursive: true, force: true });
  await rename(away, here);
  await server.api('POST', `/api/transfers/${id}/resume`, ana);
  expect(await ended(server, 'uploads', id, ana)).toMatchObject({ state: 'done', files: 5, totalFiles: 5 });
  expect(await listed('later')).toHaveLength(5);
});
