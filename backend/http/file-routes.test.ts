import { expect, test } from 'vitest';
import { serverOfFile } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const [key, other] = [await server.newKey('Holiday'), await server.newKey('Work')];

/** Puts a file into the vault. Old programs can put it at the top only, so it is moved to where it shall be. */
async function put(path: string, content: string, { path: keypath }: { path: string } = key): Promise<void> {
  const name = `${path.replaceAll('/', ' ')}.new`;
  const filepath = await server.write(name, content);
  expect((await server.call('POST', '/upload', { token: ana, json: { filepath, keypath } })).status).toBe(200);
  expect((await move({ from: name, to: path })).status).toBe(204);
}

const move = (body: object) => server.api('POST', '/api/files/move', ana, body);
const listed = async (query = '') => (await server.api('GET', `/api/files${query}`, ana)).json;

test('a folder comes with what lies in it, added up, so that nobody has to load it', async () => {
  await put('Cabin/plan.txt', 'four');
  await put('Cabin/keys/list.txt', 'seven!!', other);
  const modified = expect.stringMatching(/^\d{4}-.*Z$/);
  const cabin = { path: 'Cabin', count: 2, size: 11, modified, key: null };
  const keys = { path: 'Cabin/keys', count: 1, size: 7, modified, key: other.id };
  expect(await listed()).toEqual({ folders: ['Cabin'], files: [], damage: [], sums: [cabin] });
  expect(await listed('?folder=Cabin')).toMatchObject({ folders: ['Cabin/keys'], sums: [keys] });
  const all = await listed('?recursive=true');
  expect(all).toMatchObject({ folders: [], sums: [cabin, keys] });
  expect(all['files']).toHaveLength(2);
});

test('the folders alone, without files', async () => {
  await put('Box/a.txt', 'a');
  const { files, sums } = await listed('?recursive=true&only=folders');
  expect(files).toEqual([]);
  expect((sums as { path: string }[]).map(({ path }) => path)).toContain('Box');
  expect((await server.api('GET', '/api/files?only=files', ana)).json).toMatchObject({ code: 'invalid-request' });
});

test('several are moved with one request, up to the first that cannot be', async () => {
  await put('one.txt', '1');
  await put('two.txt', '2');
  const moves = ['one', 'none', 'two'].map((name) => ({ from: `${name}.txt`, to: `Moved/${name}.txt` }));
  expect((await move({ moves })).json).toMatchObject({ code: 'not-found' });
  const { files } = await listed('?folder=Moved');
  expect((files as { path: string }[]).map(({ path }) => path)).toEqual(['Moved/one.txt']);
  expect((await move({ moves: moves.slice(2) })).status).toBe(204);
  expect((await listed('?folder=Moved'))['files']).toHaveLength(2);
  for (const body of [{ moves: [] }, { moves: [{ from: 'a' }] }, { from: 'a' }])
    expect((await move(body)).json).toMatchObject({ code: 'invalid-request' });
});

test('deleting for good from the trash leaves what lives under the same name', async () => {
  const act = async (kind: string, body: object) => (await server.api('POST', `/api/files/${kind}`, ana, body)).status;
  const shown = async (query: string) => ((await listed(query))['files'] as { path: string }[]).map(({ path }) => path);
  await put('Taxes/report.txt', 'old');
  expect(await act('trash', { paths: ['Taxes'] })).toBe(204);
  await put('Taxes/report.txt', 'new');
  await put('Taxes/more.txt', 'more');
  expect(await act('delete', { paths: ['Taxes/report.txt'], trash: true })).toBe(204);
  expect(await shown('?folder=Taxes')).toEqual(['Taxes/more.txt', 'Taxes/report.txt']);
  expect(await shown('?trash=true&recursive=true')).not.toContain('Taxes/report.txt');
  // Nothing is left there: never the live one instead.
  expect(await act('delete', { paths: ['Taxes/report.txt', 'Taxes'], trash: true })).toBe(404);
  expect(await shown('?folder=Taxes')).toHaveLength(2);
});

test('a file and a folder of one name in the trash are told apart', async () => {
  const act = async (kind: string, body: object) => (await server.api('POST', `/api/files/${kind}`, ana, body)).status;
  const trashed = async () =>
    ((await listed('?trash=true&recursive=true'))['files'] as { path: string }[]).map(({ path }) => path);
  const before = await trashed();
  const now = async () => (await trashed()).filter((path) => !before.includes(path));
  await put('Notes', 'a file');
  expect(await act('trash', { paths: ['Notes'] })).toBe(204);
  for (const name of ['a', 'b']) await put(`Notes/${name}`, name);
  expect(await act('trash', { paths: ['Notes/'] })).toBe(204);
  expect(await now()).toEqual(['Notes', 'Notes/a', 'Notes/b']);
  expect(await act('restore', { paths: ['Notes/'] })).toBe(204);
  expect(await now()).toEqual(['Notes']);
  expect(await act('trash', { paths: ['Notes/'] })).toBe(204);
  expect(await act('delete', { paths: ['Notes/'], trash: true })).toBe(204);
  expect(await now()).toEqual(['Notes']);
  expect(await act('delete', { paths: ['Notes'], trash: true })).toBe(204);
  expect(await now()).toEqual([]);
});
