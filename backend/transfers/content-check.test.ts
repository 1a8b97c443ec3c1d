import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { faulty } from '../buckets/faulty.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { path, testVault, type TestVault } from '../vault/test-vault.ts';
import { checkContent } from './content-check.ts';
import type { Engine } from './engine.ts';
import { watched } from './test-bucket.ts';
import { testEngine, testFolder } from './test-engine.ts';
import { uploadFile } from './upload.ts';

const MIB = 2 ** 20;
const SIZE = 40 * MIB + 77;

let vault: TestVault;
let engine: Engine;

beforeEach(async () => {
  vault = await testVault();
  engine = await testEngine();
  const localPath = join(await testFolder(), 'source');
  await writeFile(localPath, randomBytes(SIZE));
  await uploadFile(engine, await vault.computer(), vault.keyFile, { localPath, path: path('a') });
});

async function check(bucket = vault.bucket, keyFile = vault.keyFile) {
  const computer = await vault.computer(bucket);
  const [file] = computer.catalog.select(path('a'));
  let told = 0;
  await checkContent(engine, computer, keyFile, file!, { onBytes: (bytes) => (told += bytes) });
  return told;
}

test('a large file is read in runs that threads open, and every byte of it is told of once', async () => {
  const watch = watched(vault.bucket);
  expect(await check(watch.bucket)).toBe(SIZE);
  // Five runs of 8 MiB, the first of which begins behind the header, and the rest.
  expect(watch.ranges.length).toBeGreaterThanOrEqual(5);
});

test('one wrong bit in any run, an end that is missing and an object that is gone are told apart (format 2.6)', async () => {
  const on = { on: 'get', key: /^files/ } as const;
  for (const nth of [2, 3, 5]) {
    const flip = faulty(vault.bucket, [{ ...on, nth, fault: { kind: 'flip', offset: 20 } }]);
    await expect(check(flip), `answer ${nth}`).rejects.toMatchObject({ code: 'tampered' });
  }
  // Between the header and the last run it was exchanged for something shorter.
  const cut = faulty(vault.bucket, [{ ...on, nth: 3, fault: { kind: 'cut' } }]);
  await expect(check(cut)).rejects.toMatchObject({ code: 'truncated' });
  const gone = faulty(vault.bucket, [{ ...on, nth: 3, fault: { kind: 'fail', code: 'not-found' } }]);
  // Read again from its beginning it is whole, and no byte is told of twice.
  expect(await check(gone)).toBe(SIZE);
});

test('another key is refused before a byte is read', async () => {
  const watch = watched(vault.bucket);
  const other = newKeyFile('other', new Date(0));
  await expect(check(watch.bucket, other)).rejects.toMatchObject({ code: 'wrong-key' });
  expect(watch.ranges).toEqual([]);
});

test('what ends in the middle because nobody waits for it any more ends with that reason', async () => {
  const reason = new Error('enough');
  const computer = await vault.computer();
  const stop = new AbortController();
  const options = { signal: stop.signal, onBytes: () => stop.abort(reason) };
  const file = computer.catalog.select(path('a'))[0]!;
  await expect(checkContent(engine, computer, vault.keyFile, file, options)).rejects.toBe(reason);
});
