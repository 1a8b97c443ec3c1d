import { randomBytes } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { faulty } from '../buckets/faulty.ts';
import { openState } from '../state/database.ts';
import { Holder } from '../state/holding.ts';
import { UploadJournal } from '../state/upload-journal.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { atTime, bytesOf, keysOf, testVault, type TestVault } from '../vault/test-vault.ts';
import { toVaultPath } from '../vault/path.ts';
import { downloadFile } from './download.ts';
import type { Engine } from './engine.ts';
import { Paused } from './interruption.ts';
import type { SealChoice } from './sealed-version.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { UPLOAD_FOLDER, watched, type Watched } from './test-bucket.ts';
import { testEngine, testFolder } from './test-engine.ts';
import { uploadFile, uploadStream } from './upload.ts';

const MIB = 2 ** 20;
const PARTS = 5;
const SIZE = (PARTS - 1) * 8 * MIB + 77;
const path = toVaultPath('d/a');

let vault: TestVault;
let home: string;
let localPath: string;
let content: Buffer;
let watch: Watched;

beforeEach(async () => {
  vault = await testVault();
  home = await testFolder();
  localPath = join(home, 'source');
  content = randomBytes(SIZE);
  await writeFile(localPath, content);
  watch = watched(vault.bucket);
});

/** One run of an upload, as a computer that has just listed everything does it. */
async function upload(
  engine: Engine,
  options: { bucket?: Bucket; signal?: AbortSignal; told?: number[]; sealing?: SealChoice } = {},
) {
  const { bucket = watch.bucket, signal, told, sealing } = options;
  const computer = await vault.computer(bucket);
  const onBytes = (bytes: number) => told?.push(bytes);
  return uploadFile(engine, computer, vault.keyFile, { localPath, path }, { ...sealing, signal, onBytes });
}

/** A run that is interrupted once so many parts are acknowledged. */
async function interrupted(engine: Engine, acknowledged: number, reason: unknown = new Paused()) {
  const stop = new AbortController();
  watch.onPart = (_, event) => {
    if (event === 'end' && watch.acknowledged.length === acknowledged) stop.abort(reason);
  };
  await expect(upload(engine, { signal: stop.signal })).rejects.toBe(reason);
  watch.onPart = () => undefined;
}

async function unfinished(): Promise<string[]> {
  const stage = join(vault.bucket.place, '.latchkey-tmp');
  return (await readdir(stage)).filter((name) => UPLOAD_FOLDER.test(name));
}

/** The versions a computer sees that was never here before, with their contents. */
async function versions(at = path): Promise<{ id: string; isWhole: boolean }[]> {
  const { catalog, content: stored } = await vault.computer();
  const all = catalog.index('live').versions(at);
  const isWhole = async (file: (typeof all)[number]) =>
    Buffer.concat(await stored.open(file, vault.keyFile).toArray()).equals(content);
  return Promise.all(all.map(async (file) => ({ id: file.id, isWhole: await isWhole(file) })));
}

/** One whole version, and nothing left over. */
async function expectWhole(engine: Engine, id: string) {
  expect(await versions()).toEqual([{ id, isWhole: true }]);
  expect([await engine.uploads.unfinished(), await unfinished()]).toEqual([[], []]);
}

test('a paused upload goes on in the next process with the parts that are missing, and tells of all bytes', async () => {
  await interrupted(await testEngine(home), 2);
  const acknowledged = watch.acknowledged.length;
  expect([await versions(), (await unfinished()).length]).toEqual([[], 1]);
  const [engine, told] = [await testEngine(home), [] as number[]];
  watch.forget();
  const id = await upload(engine, { told });
  expect([watch.begun.length, watch.twice]).toEqual([PARTS - acknowledged, []]);
  expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBe(SIZE);
  await expectWhole(engine, id);
});

test('paused again and again, it comes to its end with every part sent once', async () => {
  for (let at = 1; at < PARTS - 1; at += 1) await interrupted(await testEngine(home), watch.acknowledged.length + 1);
  const engine = await testEngine(home);
  const id = await upload(engine);
  expect([watch.acknowledged.length, watch.twice]).toEqual([PARTS, []]);
  await expectWhole(engine, id);
});

test('a cancelled upload leaves nothing, neither in the bucket nor in the journal', async () => {
  const engine = await testEngine(home);
  await interrupted(engine, 2, new DOMException('cancelled', 'AbortError'));
  expect([await versions(), await unfinished(), await engine.uploads.unfinished()]).toEqual([[], [], []]);
});

test('a bucket that stops answering keeps what is done, and the same process goes on once it answers', async () => {
  const engine = await testEngine(home);
  watch.onPart = (number, event) => {
    if (number === 4 && event === 'begin') throw new BucketError('unreachable', 'nobody there');
  };
  await expect(upload(engine)).rejects.toMatchObject({ code: 'unreachable' });
  watch.onPart = () => undefined;
  // Nor does it answer when the upload is to go on.
  for (const code of ['unreachable', 'refused'] as const) {
    const silent = faulty(watch.bucket, [{ on: 'parts', fault: { kind: 'fail', code } }]);
    await expect(upload(engine, { bucket: silent })).rejects.toMatchObject({ code });
  }
  const id = await upload(engine);
  expect([watch.acknowledged.length, watch.twice]).toEqual([PARTS, []]);
  await expectWhole(engine, id);
});

test('a part that was acknowledged and not noted is not sent again', async () => {
  const killed = await testEngine(home);
  killed.uploads.note = () => Promise.reject(new Error('killed before that'));
  await interrupted(killed, 2);
  const [entry] = await killed.uploads.unfinished();
  expect(await killed.uploads.parts(entry!.file_id)).toEqual([]);
  expect(watch.acknowledged.length).toBeGreaterThan(0);
  const engine = await testEngine(home);
  const id = await upload(engine);
  expect([watch.acknowledged.length, watch.twice]).toEqual([PARTS, []]);
  await expectWhole(engine, id);
});

test('a source that changed meanwhile begins anew, under a fresh id and a fresh salt (format 2.7)', async () => {
  await interrupted(await testEngine(home), 2);
  const engine = await testEngine(home);
  const [before] = await engine.uploads.unfinished();
  content = randomBytes(SIZE);
  await writeFile(localPath, content);
  const id = await upload(engine);
  expect(id).not.toBe(before!.file_id);
  const [key] = await keysOf(vault.bucket, 'files/');
  expect((await bytesOf(vault.bucket, key!)).toString('hex', 48, 80)).not.toBe(before!.salt);
  await expectWhole(engine, id);
});

test('a source of the same size and times whose last finished part is other begins anew (format 2.7)', async () => {
  await interrupted(await testEngine(home), 2);
  const engine = await testEngine(home);
  const [before] = await engine.uploads.unfinished();
  const [part] = (await engine.uploads.parts(before!.file_id)).slice(-1);
  await engine.uploads.note(before!.file_id, { ...part!, sha256: '0'.repeat(64) });
  const id = await upload(engine);
  expect(id).not.toBe(before!.file_id);
  await expectWhole(engine, id);
});

test('parts that the bucket lost, or holds otherwise than it said, are sent again', async () => {
  await interrupted(await testEngine(home), 4);
  const engine = await testEngine(home);
  const listParts: Bucket['listParts'] = async (...args) => {
    const [first, second, ...rest] = await watch.bucket.listParts(...args);
    return [{ ...first!, etag: 'other' }, { ...second!, size: 5 }, ...rest.slice(0, -1)];
  };
  const id = await upload(engine, { bucket: { ...watch.bucket, listParts } });
  expect(watch.twice).toHaveLength(3);
  await expectWhole(engine, id);
});

/** Suite and exponent of each file in the vault (format 2.2). */
async function sealings(): Promise<number[][]> {
  const stored = await Promise.all((await keysOf(vault.bucket, 'files/')).map((key) => bytesOf(vault.bucket, key)));
  return stored.map((bytes) => [bytes[9]!, bytes[10]!]);
}

test('an upload goes on as it was begun, though new files are sealed otherwise meanwhile; what is said for it alone begins anew', async () => {
  await interrupted(await testEngine(home), 2);
  const engine = await testEngine(home);
  await engine.sealing.set({ suite: 2, exponent: 16 });
  watch.forget();
  await expectWhole(engine, await upload(engine));
  expect(watch.begun.length).toBeLessThan(PARTS);
  expect(await sealings()).toEqual([[1, 18]]);
  const { changes } = await vault.computer();
  await changes.deleteForGood(path);
  watch.forget();
  await interrupted(await testEngine(home), 2);
  watch.forget();
  await expectWhole(engine, await upload(engine, { sealing: { suite: 1, exponent: 17 } }));
  expect(watch.begun).toHaveLength(PARTS);
  expect(await sealings()).toEqual([[1, 17]]);
});

test('a completed upload that was not told of is told of, whatever is set since; one asked for otherwise is another version', async () => {
  for (const [sealing, expected] of [
    [{}, [[1, 18]]],
    [
      { suite: 2 },
      [
        [1, 18],
        [2, 16],
      ],
    ],
  ] as const) {
    vault = await testVault();
    watch = watched(vault.bucket);
    const lost = faulty(watch.bucket, [{ on: 'complete', fault: { kind: 'lost', code: 'unreachable' } }]);
    home = await testFolder();
    localPath = join(home, 'source');
    await writeFile(localPath, content);
    // It took so long that its name is repeated where listings of what is new look (format 3.6).
    const first = await testEngine(home);
    await expect(upload(first, { bucket: lost })).rejects.toMatchObject({ code: 'unreachable' });
    const late = atTime(watch.bucket, () => new Date(Date.now() + 60 * 60 * 1000));
    const engine = await testEngine(home);
    await engine.sealing.set({ suite: 2, exponent: 16 });
    const id = await upload(engine, { bucket: late, sealing });
    expect((await sealings()).toSorted()).toEqual(expected);
    expect((await versions()).at(-1)).toEqual({ id, isWhole: true });
    expect(await keysOf(vault.bucket, 'names/')).toHaveLength(1);
    expect([await engine.uploads.unfinished(), await unfinished()]).toEqual([[], []]);
  }
});

test('an upload that the bucket forgot begins anew', async () => {
  await interrupted(await testEngine(home), 2);
  const engine = await testEngine(home);
  const [entry] = await engine.uploads.unfinished();
  await vault.bucket.abortMultipart({ key: entry!.object_key, uploadId: entry!.upload_id });
  await expectWhole(engine, await upload(engine));
});

test('a file whose completion was answered by silence is there, once, and nothing of it is sent again', async () => {
  const lost = faulty(watch.bucket, [{ on: 'complete', fault: { kind: 'lost', code: 'unreachable' } }]);
  await expect(upload(await testEngine(home), { bucket: lost })).rejects.toMatchObject({ code: 'unreachable' });
  const engine = await testEngine(home);
  const [entry] = await engine.uploads.unfinished();
  watch.forget();
  const told: number[] = [];
  expect(await upload(engine, { told })).toBe(entry!.file_id);
  expect([watch.begun, told]).toEqual([[], [SIZE]]);
  await expectWhole(engine, entry!.file_id);
});

test('a file that went to the trash after a completion nobody heard of is put in anew, live', async () => {
  const lost = faulty(watch.bucket, [{ on: 'complete', fault: { kind: 'lost', code: 'unreachable' } }]);
  await expect(upload(await testEngine(home), { bucket: lost })).rejects.toMatchObject({ code: 'unreachable' });
  const { changes } = await vault.computer();
  await changes.trash(path);
  const engine = await testEngine(home);
  await expectWhole(engine, await upload(engine));
});

test('an upload under way in another process is left to it: a second one begins apart', async () => {
  await interrupted(await testEngine(home), 2);
  const state = await openState(home);
  const other = new UploadJournal(state, new Holder(() => new Date(), process.ppid));
  const [entry] = await other.unfinished();
  expect(await other.claim(entry!.file_id)).toBe(true);
  const engine = await testEngine(home);
  await sweepUploads(engine, await vault.computer());
  const id = await upload(engine);
  expect(id).not.toBe(entry!.file_id);
  expect((await unfinished()).length).toBe(1);
  expect((await other.parts(entry!.file_id)).length).toBeGreaterThan(0);
  await other.release(entry!.file_id);
  await state.destroy();
  // A newer version of its path stands there now, so nobody can go on with it.
  await sweepUploads(engine, await vault.computer());
  await expectWhole(engine, id);
});

test('of two processes that want the same unfinished upload at once one gets it', async () => {
  await interrupted(await testEngine(home), 2);
  const states = [await openState(home), await openState(home)] as const;
  const journals = states.map(
    (state, at) => new UploadJournal(state, new Holder(() => new Date(), at === 0 ? process.ppid : process.pid)),
  );
  const [entry] = await journals[0]!.unfinished();
  const claims = await Promise.all(journals.map((journal) => journal.claim(entry!.file_id)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  for (const journal of journals) await journal.release(entry!.file_id);
  for (const state of states) await state.destroy();
});

test('the same file on its way to two places at once arrives at both', async () => {
  const engine = await testEngine(home);
  const [computer, elsewhere] = [await vault.computer(watch.bucket), toVaultPath('e/b')];
  const both = [path, elsewhere].map((to) => uploadFile(engine, computer, vault.keyFile, { localPath, path: to }));
  const [one, other] = await Promise.all(both);
  expect([await versions(), await versions(elsewhere)]).toEqual([
    [{ id: one, isWhole: true }],
    [{ id: other, isWhole: true }],
  ]);
  expect(await unfinished()).toEqual([]);
});

test('an unfinished upload whose place was taken by a file holds up no upload to another place', async () => {
  await interrupted(await testEngine(home), 2);
  const engine = await testEngine(home);
  const computer = await vault.computer();
  await vault.put(computer, 'd', 'now a file');
  const elsewhere = toVaultPath('e/b');
  const id = await uploadFile(engine, computer, vault.keyFile, { localPath, path: elsewhere });
  expect(await versions(elsewhere)).toEqual([{ id, isWhole: true }]);
  expect([await engine.uploads.unfinished(), await unfinished()]).toEqual([[], []]);
});

test('what cannot be gone on with is cleaned, and what can, or is another client’s, stays', async () => {
  await interrupted(await testEngine(home), 2);
  const foreign = await vault.bucket.beginMultipart('files/another/client');
  const arrives = Promise.withResolvers<void>();
  async function* silent() {
    yield content.subarray(0, 9 * MIB);
    arrives.resolve();
    await new Promise(() => undefined);
  }
  const computer: AccountVault = await vault.computer();
  const stop = new AbortController();
  const stream = { path: toVaultPath('s'), size: SIZE, modified: 0, bytes: silent() };
  const killed = await testEngine(home);
  const never = uploadStream(killed, computer, vault.keyFile, stream, { signal: stop.signal });
  const ended = Promise.allSettled([never]);
  await arrives.promise;
  expect(await unfinished()).toHaveLength(3);
  const engine = await testEngine(home);
  await sweepUploads(engine, computer);
  expect(await unfinished()).toHaveLength(2);
  await utimes(localPath, new Date(0), new Date(0));
  await sweepUploads(engine, computer);
  expect(await engine.uploads.unfinished()).toEqual([]);
  expect(await unfinished()).toEqual([expect.stringContaining(foreign.uploadId)]);
  stop.abort();
  expect(await ended).toMatchObject([{ status: 'rejected' }]);
});

test('a journal that cannot be written leaves no upload in the bucket that nobody knows of', async () => {
  const engine = await testEngine(home);
  engine.uploads.begin = () => Promise.reject(new Error('the disk is full'));
  await expect(upload(engine)).rejects.toThrow('the disk is full');
  expect([await unfinished(), await versions()]).toEqual([[], []]);
});

test('browsers that send slowly take no place from others, and one that is silent can be cancelled', async () => {
  const engine = await testEngine(home);
  const computer = await vault.computer();
  const waiting: Promise<void>[] = [];
  const stop = new AbortController();
  const slow = Array.from({ length: 8 }, async (_, at) => {
    const reached = Promise.withResolvers<void>();
    waiting.push(reached.promise);
    async function* silent() {
      yield content.subarray(0, 1000);
      reached.resolve();
      await new Promise(() => undefined);
    }
    const stream = { path: toVaultPath(`slow ${at}`), size: SIZE, modified: 0, bytes: silent() };
    return uploadStream(engine, computer, vault.keyFile, stream, { signal: stop.signal });
  });
  const ended = Promise.allSettled(slow);
  await Promise.all(waiting);
  const id = await uploadFile(engine, computer, vault.keyFile, { localPath, path });
  stop.abort();
  expect((await ended).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
  await expectWhole(engine, id);
  expect((await readFile(localPath)).equals(content)).toBe(true);
});

test('where the journal cannot be written any more, an upload and a download under way come to their end', async () => {
  const engine = await testEngine(home);
  const other = new DatabaseSync(join(home, 'state.sqlite'));
  for (const change of ['INSERT ON upload_part', 'UPDATE OF checked ON download'])
    other.exec(`CREATE TRIGGER no_${change.slice(0, 6)} BEFORE ${change} BEGIN SELECT RAISE(ABORT, 'full'); END`);
  const id = await upload(engine);
  await expectWhole(engine, id);
  const target = join(home, 'out');
  const computer = await vault.computer();
  await downloadFile(engine, computer, vault.keyFile, computer.catalog.select(path)[0]!, target);
  expect((await readFile(target)).equals(content)).toBe(true);
  expect(await engine.downloads.all()).toEqual([]);
  other.close();
});
