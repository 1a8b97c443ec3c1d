import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newKeyFile } from '../../keys/key-file.ts';
import { RangeSealer } from '../../keys/range-sealer.ts';
import { toVaultPath } from '../vault/path.ts';
import { SealPool } from './seal-pool.ts';
import { sealedFile } from './sealed-version.ts';
import { testFolder } from './test-engine.ts';

const SIZE = 3 * 2 ** 18 + 5;
const keyFile = newKeyFile('test', new Date(0));

function newPool(threads: number): SealPool {
  const pool = new SealPool(threads);
  onTestFinished(() => pool.close());
  return pool;
}

/** A task that seals a whole file of random content, and what comes of it. */
function sealing(plainBytes = SIZE) {
  const record = { path: toVaultPath('a'), size: plainBytes, modified: 0, keyId: keyFile.id };
  const file = sealedFile(keyFile, { fileId: randomBytes(16).toString('hex'), objectKey: '', record }, {});
  const stretch = { start: 0, end: new RangeSealer(file).storedBytes };
  const content = randomBytes(plainBytes);
  const bytes = new ArrayBuffer(plainBytes);
  content.copy(Buffer.from(bytes));
  const expected = Buffer.alloc(stretch.end);
  new RangeSealer(file).seal(stretch, content, expected);
  return {
    content,
    expected,
    task: { file, stretch, source: { bytes }, into: new ArrayBuffer(stretch.end), digest: true },
  };
}

/** A task that no thread can do: it dies of it. */
function deadly() {
  const { task } = sealing();
  return { ...task, file: { ...task.file, header: { ...task.file.header, exponent: 99 } } };
}

test('seals and opens in threads what is sealed and opened here', async () => {
  const pool = newPool(2);
  const works = Array.from({ length: 7 }, () => sealing());
  const answers = await Promise.all(works.map(({ task }) => pool.seal(task)));
  for (const [at, { stored }] of answers.entries()) {
    const { expected, content, task } = works[at]!;
    expect(Buffer.from(stored).equals(expected)).toBe(true);
    const segments = expected.subarray(112);
    const bytes = new ArrayBuffer(segments.length);
    segments.copy(Buffer.from(bytes));
    const opened = await pool.open({ file: task.file, first: 0, stored: bytes, length: segments.length });
    expect(Buffer.from(opened.bytes, 0, opened.plainBytes).equals(content)).toBe(true);
  }
});

test('a thread that dies takes its own task with it, and all others are done', async () => {
  const pool = newPool(1);
  const before = sealing();
  await pool.seal(before.task);
  const [dying, after] = [pool.seal(deadly()), sealing()];
  const next = pool.seal(after.task);
  await expect(dying).rejects.toThrow(RangeError);
  expect(Buffer.from((await next).stored).equals(after.expected)).toBe(true);
  const later = sealing();
  expect(Buffer.from((await pool.seal(later.task)).stored).equals(later.expected)).toBe(true);
});

test('a task that cannot be handed over fails, and its thread goes on with the next', async () => {
  const pool = newPool(1);
  const { task } = sealing();
  await pool.seal(task);
  // Its memory went with the first time.
  await expect(pool.seal(task)).rejects.toMatchObject({ name: 'DataCloneError' });
  const other = sealing();
  expect(Buffer.from((await pool.seal(other.task)).stored).equals(other.expected)).toBe(true);
});

test('whoever is told to stop while waiting is answered at once; one that is under way when its thread has ended', async () => {
  const pool = newPool(1);
  const [now, later] = [new AbortController(), new AbortController()];
  const running = pool.seal(sealing(64 * 2 ** 20).task, now.signal);
  const order: string[] = [];
  const waiting = pool.seal(sealing().task, later.signal).catch(() => order.push('waiting'));
  now.abort(new Error('enough'));
  later.abort(new Error('enough'));
  await expect(running.finally(() => order.push('running'))).rejects.toThrow('enough');
  await waiting;
  expect(order).toEqual(['waiting', 'running']);
  await expect(pool.seal(sealing().task, now.signal)).rejects.toThrow('enough');
  const { task, expected } = sealing();
  expect(Buffer.from((await pool.seal(task)).stored).equals(expected)).toBe(true);
});

test('closed, it fails what ran, what waited and what comes, as something to go on with later', async () => {
  const pool = newPool(1);
  const works = Array.from({ length: 3 }, () => sealing(32 * 2 ** 20));
  const ended = Promise.allSettled(works.map(({ task }) => pool.seal(task)));
  await pool.close();
  for (const { status, reason } of (await ended) as PromiseRejectedResult[]) {
    expect([status, reason]).toMatchObject(['rejected', { name: 'AbortError' }]);
  }
  await expect(pool.seal(sealing().task)).rejects.toMatchObject({ name: 'AbortError' });
  await pool.close();
});

test('what is wrong with a file or its bytes is said as what it is', async () => {
  const pool = newPool(1);
  const { task, expected } = sealing();
  const path = join(await testFolder(), 'short');
  await writeFile(path, 'short');
  const fd = openSync(path, 'r');
  const fresh = () => ({ ...task, into: new ArrayBuffer(task.stretch.end) });
  const shrunk = pool.seal({ ...fresh(), source: { fd } });
  await expect(shrunk).rejects.toMatchObject({ name: 'VaultError', code: 'source-changed' });
  const bytes = new ArrayBuffer(expected.length);
  expected.copy(Buffer.from(bytes));
  const open = (stored: ArrayBuffer, more = {}) =>
    pool.open({ file: task.file, first: 0, stored, length: expected.length - 112, ...more });
  await expect(open(bytes)).rejects.toMatchObject({ name: 'SealError', code: 'tampered' });
  const good = new ArrayBuffer(expected.length);
  expected.copy(Buffer.from(good), 0, 112);
  await expect(open(good, { fd })).rejects.toMatchObject({ name: 'TransferError', code: 'unusable' });
  closeSync(fd);
  await expect(pool.seal({ ...fresh(), source: { fd } })).rejects.toMatchObject({ code: 'not-found' });
});
