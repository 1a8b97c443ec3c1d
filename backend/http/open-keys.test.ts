import { expect, test, vi } from 'vitest';
import { copyKeyFile, newKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { MAX_OPEN_KEYS, OpenKeys } from './open-keys.ts';

vi.mock('../../keys/key-file.ts', async (original) => {
  const keys = await original<typeof import('../../keys/key-file.ts')>();
  return { ...keys, copyKeyFile: vi.fn(keys.copyKeyFile) };
});

const newKey = () => newKeyFile('key', new Date(0));

test('keys are copied in and out: nobody wipes another’s', () => {
  const keys = new OpenKeys(new AbortController().signal);
  const key = newKey();
  const secret = Buffer.from(key.key);
  keys.keep(key);
  wipeKeyFile(key);
  const [one, two] = [keys.get(key.id)!, keys.get(key.id)!];
  wipeKeyFile(one);
  expect(two.key.equals(secret)).toBe(true);
  expect(keys.get(key.id)).toEqual(two);
  expect(keys.get('x')).toBeUndefined();
  expect([keys.has(key.id), keys.has('x'), keys.has('__proto__')]).toEqual([true, false, false]);
});

test('the fifty-first key makes the one opened first leave, and opening anew counts', () => {
  const keys = new OpenKeys(new AbortController().signal);
  const all = Array.from({ length: MAX_OPEN_KEYS }, newKey);
  for (const key of all) keys.keep(key);
  expect(all.filter(({ id }) => keys.has(id))).toHaveLength(50);
  keys.keep(all[0]!);
  keys.keep(newKey());
  expect(all.filter(({ id }) => !keys.has(id))).toEqual([all[1]]);
});

test('all are wiped when the session ends, and none is kept after it', () => {
  const end = new AbortController();
  const keys = new OpenKeys(end.signal);
  const key = newKey();
  keys.keep(key);
  const held = vi.mocked(copyKeyFile).mock.results.at(-1)!.value as KeyFile;
  expect(held.key.equals(key.key)).toBe(true);
  end.abort();
  expect(held.key.equals(Buffer.alloc(32)) && held.iv.equals(Buffer.alloc(16))).toBe(true);
  expect(keys.get(key.id)).toBeUndefined();
  keys.keep(key);
  expect(keys.has(key.id)).toBe(false);
});
