import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bucket } from './bucket.ts';
import { failure, failureCode, readAll } from './bucket-contract-bytes.ts';
import { CLAIM_STALE_MS, FolderClaim } from './folder-claim.ts';
import { folderBucket } from './folder.ts';
import { nodeFolderSystem } from './folder-system.ts';

let root = '';
let stage = '';
let claim = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-claim-'));
  stage = join(root, '.latchkey-tmp');
  claim = join(stage, `${createHash('sha256').update('k').digest('hex')}.claim`);
  await mkdir(claim, { recursive: true });
});

afterEach(async () => {
  await rm(root, { recursive: true, maxRetries: 3 });
});

/** A bucket on a file system without hard links, and a promise that resolves when it has found the claim taken. */
function linkless(code: string): { bucket: Bucket; waits: Promise<void> } {
  const waits = Promise.withResolvers<void>();
  const system = {
    ...nodeFolderSystem,
    link: () => Promise.reject(Object.assign(new Error(code), { code })),
    mkdir: (async (path: string, options: object) => {
      try {
        return await nodeFolderSystem.mkdir(path, options);
      } catch (error) {
        if (path === claim) waits.resolve();
        throw error;
      }
    }) as typeof nodeFolderSystem.mkdir,
  };
  return { bucket: folderBucket({ root, create: false, system }), waits: waits.promise };
}

async function age(path: string, ms: number): Promise<void> {
  const time = new Date(Date.now() - ms);
  await utimes(path, time, time);
}

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])(
  'where link says %s, a create takes a claim and gives it back',
  async (code) => {
    await rmdir(claim);
    const { bucket } = linkless(code);
    await bucket.put('k', Buffer.from('first'), { ifAbsent: true });
    expect(await failureCode(bucket.put('k', Buffer.from('second'), { ifAbsent: true }))).toBe('exists');
    expect(String(await readAll(bucket, 'k'))).toBe('first');
    expect(await readdir(stage)).toEqual([]);
  },
);

test('a create waits while somebody else holds the claim, and goes on when it is given back', async () => {
  const { bucket, waits } = linkless('EPERM');
  const put = bucket.put('k', Buffer.from('x'), { ifAbsent: true });
  await waits;
  expect(await bucket.head('k')).toBeUndefined();
  await rmdir(claim);
  await put;
  expect(String(await readAll(bucket, 'k'))).toBe('x');
});

test('a create that waits is told exists as soon as the other one has won, and ends with its signal', async () => {
  const { bucket, waits } = linkless('EPERM');
  const controller = new AbortController();
  const reason = new Error('stop');
  const put = failure(bucket.put('k', Buffer.from('x'), { ifAbsent: true, signal: controller.signal }));
  await waits;
  controller.abort(reason);
  expect(await put).toBe(reason);
  await bucket.put('k', Buffer.from('winner'));
  expect(await failureCode(bucket.put('k', Buffer.from('x'), { ifAbsent: true }))).toBe('exists');
  expect(await readdir(stage)).toHaveLength(1);
});

test.each([true, false])(
  'a claim left by a process that died is broken when it is stale (signed: %s), and one of many wins',
  async (signed) => {
    if (signed) await writeFile(join(claim, 'f'.repeat(32)), '');
    await age(claim, CLAIM_STALE_MS + 1000);
    const { bucket } = linkless('EPERM');
    const puts = Array.from({ length: 12 }, (_, index) => bucket.put('k', Buffer.from([index]), { ifAbsent: true }));
    const outcomes = await Promise.allSettled(puts);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(stage)).toEqual([]);
  },
);

test('a claim is not broken before it is stale, and its owner notices when it was', async () => {
  await rmdir(claim);
  const first = new FolderClaim(nodeFolderSystem, stage, 'k');
  const second = new FolderClaim(nodeFolderSystem, stage, 'k');
  expect(await first.take(Date.now())).toBe(true);
  expect(await second.take(Date.now() + CLAIM_STALE_MS - 5000)).toBe(false);
  expect(await first.isHeld()).toBe(true);
  expect(await second.take(Date.now() + CLAIM_STALE_MS + 5000)).toBe(false);
  expect(await first.isHeld()).toBe(false);
  expect(await second.take(Date.now())).toBe(true);
  await first.release();
  expect(await second.isHeld()).toBe(true);
});

test('whoever finds another owner in the folder it made does not own the claim, and leaves the other alone', async () => {
  await rmdir(claim);
  const other = 'f'.repeat(32);
  // Somebody broke the still empty claim and took it again between this claim's mkdir and its own file.
  const system = {
    ...nodeFolderSystem,
    open: (async (path: string, flags: string, mode: number) => {
      await writeFile(join(claim, other), '');
      return await nodeFolderSystem.open(path, flags, mode);
    }) as typeof nodeFolderSystem.open,
  };
  expect(await new FolderClaim(system, stage, 'k').take(Date.now())).toBe(false);
  expect(await readdir(claim)).toEqual([other]);
});

test('a create that lost its claim while it slept stores nothing', async () => {
  await rmdir(claim);
  let looks = 0;
  const system = {
    ...nodeFolderSystem,
    link: () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })),
    lstat: (async (path: string) => {
      if (path === join(root, 'k') && ++looks === 2) await rm(claim, { recursive: true });
      return await nodeFolderSystem.lstat(path);
    }) as typeof nodeFolderSystem.lstat,
  };
  const target = folderBucket({ root, create: false, system });
  expect(await failureCode(target.put('k', Buffer.from('x'), { ifAbsent: true }))).toBe('unreachable');
  expect(await target.head('k')).toBeUndefined();
});
