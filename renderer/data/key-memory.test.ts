import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { KnownKey } from '../../backend/contract/keys.ts';
import { formatKeyFile, newKeyFile, parseKeyFile } from '../../keys/key-file.ts';
import { readKey } from '../key-worker/read-key.ts';
import { KeyMemory } from './key-memory.ts';
import '../test-base64.ts';

const vector = async (name: string) =>
  (await readFile(new URL(`../../keys/vectors/${name}`, import.meta.url))).toString('base64');
const [locked, plain] = [await vector('protected.key.json'), await vector('vector.key.json')];
const PASSPHRASE = 'correct horse ÅÇ';

/** A memory, and every opened file that was handed to it. */
function setUp() {
  const files: Uint8Array[] = [];
  const memory = new KeyMemory(async (ask) => {
    const answer = await readKey(ask);
    if ('file' in answer && answer.file !== null) files.push(answer.file);
    return answer;
  });
  return { memory, files };
}

const areWiped = (files: readonly Uint8Array[]) => files.every((file) => file.every((byte) => byte === 0));
const newFile = (name = 'key') => {
  const key = newKeyFile(name, new Date(0));
  return { key, file: Buffer.from(formatKeyFile(key)).toString('base64') };
};

test('a protected key file is opened once; what goes with requests is the key itself, without its passphrase', async () => {
  const { memory } = setUp();
  const view = await memory.open({ file: locked, passphrase: PASSPHRASE });
  expect(view).toMatchObject({ name: 'vector', form: 'protected', fingerprint: '06E4-1043', path: null });
  const choice = memory.choiceOf(view.id);
  expect(Object.keys(choice)).toEqual(['file']);
  const sent = parseKeyFile(Buffer.from(choice.file!, 'base64'));
  expect(sent).toEqual(parseKeyFile(Buffer.from(plain, 'base64')));
});

test('what does not open is refused in the words of the server, and nothing is kept', async () => {
  const { memory, files } = setUp();
  const code = (error: unknown) => (error as { code: string }).code;
  const refusals = await Promise.all([
    memory.open({ file: locked }).catch(code),
    memory.open({ file: locked, passphrase: 'wrong' }).catch(code),
    memory.open({ file: btoa('{}') }).catch(code),
    memory.open({ file: btoa('{"type":"latchkey key file","version":2}') }).catch(code),
    memory.inspect({}).catch(code),
  ]);
  expect(refusals).toEqual(['no-passphrase', 'wrong-password', 'damaged-key-file', 'unsupported', 'damaged-key-file']);
  const { id } = await memory.inspect({ file: plain });
  await memory.inspect({ file: locked });
  expect(memory.choiceOf(id)).toEqual({ id });
  expect(await memory.unlock({ file: plain })).toMatchObject({ file: expect.any(String) as string });
  expect(memory.choiceOf(id)).toEqual({ id });
  expect(areWiped(files)).toBe(true);
});

test('all are wiped at log-out, also one that is still being opened; one can be closed before', async () => {
  const { memory, files } = setUp();
  const [one, two] = [newFile(), newFile()];
  for (const { file } of [one, two]) await memory.open({ file });
  memory.close(one.key.id);
  expect([memory.choiceOf(one.key.id), areWiped(files.slice(0, 1)), areWiped(files)]).toEqual([
    { id: one.key.id },
    true,
    false,
  ]);
  const late = memory.open({ file: one.file });
  memory.clear();
  await late;
  for (const { key } of [one, two]) expect(memory.choiceOf(key.id)).toEqual({ id: key.id });
  expect(files).toHaveLength(3);
  expect(areWiped(files)).toBe(true);
});

test('the fifty-first key makes the one opened first leave', async () => {
  const { memory } = setUp();
  const all = Array.from({ length: 51 }, () => newFile());
  for (const { file } of all) await memory.open({ file });
  const open = all.filter(({ key }) => 'file' in memory.choiceOf(key.id));
  expect(open).toEqual(all.slice(1));
});

test('keys that are open here are told of beside those that the server knows', async () => {
  const { memory } = setUp();
  const [used, unused] = [newFile('Used'), newFile('Unused')];
  const needed = { id: used.key.id, name: null, open: false, files: 7, bytes: 9, older: 1 } as KnownKey;
  const foreign = { ...needed, id: 'f'.repeat(32) };
  const told = { keys: [foreign, needed], listed: true };
  expect(memory.shown(told)).toEqual(told);
  for (const { file } of [used, unused]) await memory.open({ file });
  const { keys } = memory.shown(told);
  expect(keys).toMatchObject([
    { id: unused.key.id, name: 'Unused', open: true, files: 0, path: null, present: false },
    { id: used.key.id, name: 'Used', open: true, files: 7, older: 1 },
    { id: foreign.id, name: null, open: false },
  ]);
  expect(memory.shown({ keys: [], listed: false }).keys[0]).toMatchObject({ files: null, bytes: null });
});
