import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { Sealer, sealing } from '../../keys/sealer.ts';
import { serverOfFile } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const keyFile = newKeyFile('Holiday', new Date(0));
const key = { path: await server.write('holiday.key.json', formatKeyFile(keyFile)) };
const other = await server.newKey('Work');
const into = join(server.disk, 'out');
await server.write('out/there.txt', 'there');

async function sealed(name: string, content: string): Promise<string> {
  const sealer = new Sealer(keyFile, { fileId: '0'.repeat(32), suite: 1, exponent: 16 });
  async function* bytes() {
    yield Buffer.from(content);
  }
  const parts: Uint8Array[] = [];
  for await (const part of sealing(sealer)(bytes())) parts.push(part);
  return server.write(name, Buffer.concat(parts));
}

const open = (path: string, choice: object) =>
  server.api('POST', '/api/sealed-files/open', ana, { path, to: into, key: choice });

test('a sealed file says which key it takes, and opens beside any vault under its plain name', async () => {
  const path = await sealed('cat.png.sealed', 'a cat');
  const inspected = await server.api('POST', '/api/sealed-files/inspect', ana, { path });
  expect(inspected.json).toMatchObject({ key: keyFile.id });
  const opened = await open(path, key);
  expect([opened.status, opened.json]).toEqual([201, { path: join(into, 'cat.png') }]);
  expect(await readFile(join(into, 'cat.png'), 'utf8')).toBe('a cat');
  const unnamed = await open(await sealed('dog', 'a dog'), key);
  expect(unnamed.json).toEqual({ path: join(into, 'dog.opened') });
});

test('a wrong key, an altered file, what is not sealed and what would replace a file leave nothing behind', async () => {
  const path = await sealed('there.txt.sealed', 'not there');
  const before = (await readdir(into)).sort();
  const fresh = await sealed('y.sealed', 'y');
  expect((await open(fresh, { path: other.path })).json).toMatchObject({ code: 'wrong-key' });
  expect((await open(path, key)).json).toMatchObject({ code: 'exists' });
  const altered = await readFile(await sealed('x.sealed', 'altered'));
  altered[altered.length - 1]! ^= 1;
  await writeFile(join(server.disk, 'x.sealed'), altered);
  expect((await open('x.sealed', key)).json).toMatchObject({ code: 'tampered' });
  const plain = await server.write('plain.sealed', 'plain, and long enough to be taken for something else');
  for (const what of ['inspect', 'open'])
    expect(
      (await server.api('POST', `/api/sealed-files/${what}`, ana, { path: plain, to: into, key })).json,
    ).toMatchObject({ code: 'not-sealed' });
  expect((await open('none.sealed', key)).json).toMatchObject({ code: 'not-found' });
  expect((await open('out', key)).json).toMatchObject({ code: 'not-found' });
  expect((await readdir(into)).sort()).toEqual(before);
});
