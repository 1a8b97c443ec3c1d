import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bucket, Multipart } from './bucket.ts';
import { failure, failureCode, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';
import { folderBucket } from './folder.ts';
import { nodeFolderSystem } from './folder-system.ts';

const SIZE = 100_000;
let root = '';
let bucket: Bucket;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-parts-'));
  bucket = folderBucket({ root, create: false });
});
afterEach(() => rm(root, { recursive: true, maxRetries: 3 }));

const other = (): Bucket => folderBucket({ root, create: false });
const stage = (): Promise<string[]> => readdir(join(root, '.latchkey-tmp'), { recursive: true });
const body = (number: number): Buffer => pattern(number === 4 ? 777 : SIZE, number);

/** A process that puts part after part, says which is done, and stands still in the middle of part `stuck`. */
async function uploader(upload: Multipart, stuck: number) {
  const script = `
    import { folderBucket } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))};
    import { pattern } from ${JSON.stringify(join(import.meta.dirname, 'bucket-contract-bytes.ts'))};
    const bucket = folderBucket({ root: ${JSON.stringify(root)}, create: false });
    async function* half() { yield pattern(${SIZE / 2}); console.log('stuck'); await new Promise((resolve) => setTimeout(resolve, 1e9)); }
    for (let number = 1; ; number++) {
      const body = number === ${stuck} ? { size: ${SIZE}, bytes: half() } : pattern(${SIZE}, number);
      console.log(JSON.stringify(await bucket.putPart(${JSON.stringify(upload)}, number, body)));
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'stuck') break;
    parts.push(JSON.parse(line));
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  return parts;
}

test('an upload whose process was killed in the middle of a part goes on in another from the parts that were done', async () => {
  const upload = await bucket.beginMultipart('k');
  const told = await uploader(upload, 3);
  const parts = await other().listParts(upload);
  expect(parts).toEqual(told);
  expect(parts.map(({ number }) => number)).toEqual([1, 2]);
  const resumed = other();
  for (const number of [3, 4]) parts.push(await resumed.putPart(upload, number, body(number)));
  await resumed.completeMultipart(upload, parts);
  expect((await readAll(bucket, 'k')).equals(Buffer.concat([1, 2, 3, 4].map(body)))).toBe(true);
  expect(await stage()).toEqual([]);
});

test('parts of one size become the object itself, without a second copy', async () => {
  const written: string[] = [];
  const watching = folderBucket({
    root,
    create: false,
    system: {
      ...nodeFolderSystem,
      open: async (path, flags, mode) => {
        if (flags === 'r' && String(path).includes('.upload')) written.push(String(path));
        return await nodeFolderSystem.open(path, flags, mode);
      },
    },
  });
  const upload = await watching.beginMultipart('k');
  const parts = await Promise.all([1, 2, 3, 4].map((number) => watching.putPart(upload, number, body(number))));
  const folder = join(root, '.latchkey-tmp', (await readdir(join(root, '.latchkey-tmp')))[0]!);
  const { ino } = await stat(join(folder, `${SIZE}.data`));
  await watching.completeMultipart(upload, parts);
  expect((await stat(join(root, 'k'))).ino).toBe(ino);
  // Folders are opened to be synced, parts to be copied: of those there is none.
  expect(written.filter((path) => path.endsWith('.part') || path.endsWith('.data'))).toEqual([]);
  expect((await readFile(join(root, 'k'))).equals(Buffer.concat([1, 2, 3, 4].map(body)))).toBe(true);
});

test('a last part that comes first is no trouble', async () => {
  const upload = await bucket.beginMultipart('k');
  const last = await bucket.putPart(upload, 4, body(4));
  const parts = [];
  for (const number of [3, 1, 2]) parts.push(await bucket.putPart(upload, number, body(number)));
  await bucket.completeMultipart(
    upload,
    [...parts, last].sort((left, right) => left.number - right.number),
  );
  expect((await readAll(bucket, 'k')).equals(Buffer.concat([1, 2, 3, 4].map(body)))).toBe(true);
});

test('a complete that was cut off after the object stood resolves in another process', async () => {
  const upload = await bucket.beginMultipart('k');
  const parts = [await bucket.putPart(upload, 1, body(1)), await bucket.putPart(upload, 2, body(4))];
  const killed = new Error('killed');
  const dying = folderBucket({
    root,
    create: false,
    system: {
      ...nodeFolderSystem,
      rename: async (from, to) => {
        if (String(to).endsWith('.gone')) throw killed;
        await nodeFolderSystem.rename(from, to);
      },
    },
  });
  expect(await failureCode(dying.completeMultipart(upload, parts))).toBe('unreachable');
  expect(await failureCode(other().listParts(upload))).toBe('not-found');
  expect(await failureCode(other().putPart(upload, 3, body(3)))).toBe('not-found');
  expect(await other().completeMultipart(upload, parts)).toMatchObject({ key: 'k', size: SIZE + 777 });
  expect((await readAll(bucket, 'k')).equals(Buffer.concat([body(1), body(4)]))).toBe(true);
  expect(await stage()).toEqual([]);
});

test('an upload that rests is never swept, and what is left of an aborted one is', async () => {
  const resting = await bucket.beginMultipart('k');
  const part = await bucket.putPart(resting, 1, body(1));
  const gone = await bucket.beginMultipart('l');
  await bucket.putPart(gone, 1, body(1));
  const dying = folderBucket({
    root,
    create: false,
    system: {
      ...nodeFolderSystem,
      unlink: async () => {
        throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      },
    },
  });
  await dying.abortMultipart(gone);
  expect((await stage()).some((name) => name.includes('.gone'))).toBe(true);
  const later = other();
  await later.put('m', Buffer.from('x'));
  expect((await stage()).some((name) => name.includes('.gone'))).toBe(false);
  expect(await later.listParts(resting)).toEqual([part]);
  expect(await listKeys(later)).toEqual(['m']);
});

test('an abort and a complete end the parts that are still being written', async () => {
  for (const end of ['abort', 'complete'] as const) {
    const upload = await bucket.beginMultipart(end);
    const part = await bucket.putPart(upload, 1, body(1));
    const begun = Promise.withResolvers<void>();
    const stuck = async function* (): AsyncGenerator<Uint8Array> {
      yield body(2);
      begun.resolve();
      await new Promise(() => undefined);
    };
    const writing = failure(bucket.putPart(upload, 2, { size: 2 * SIZE, bytes: stuck() }));
    await begun.promise;
    await (end === 'abort' ? bucket.abortMultipart(upload) : bucket.completeMultipart(upload, [part]));
    expect(await writing).toMatchObject({ code: 'not-found' });
  }
  expect((await readAll(bucket, 'complete')).equals(body(1))).toBe(true);
  expect(await stage()).toEqual([]);
});

test('a folder that is gone is unreachable, not an upload that is gone', async () => {
  const upload = await bucket.beginMultipart('k');
  const part = await bucket.putPart(upload, 1, body(1));
  await rm(root, { recursive: true });
  const calls = [
    bucket.listParts(upload),
    bucket.putPart(upload, 2, body(2)),
    bucket.completeMultipart(upload, [part]),
    bucket.abortMultipart(upload),
    bucket.beginMultipart('l'),
  ];
  expect(await Promise.all(calls.map(failureCode))).toEqual(calls.map(() => 'unreachable'));
  await writeFile(root, '');
});
