import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { appendFile, link, readdir, readFile, rename, rmdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { faulty } from '../buckets/faulty.ts';
import { openState } from '../state/database.ts';
import { DownloadJournal } from '../state/download-journal.ts';
import { Holder } from '../state/holding.ts';
import { path, testVault, type TestVault } from '../vault/test-vault.ts';
import { downloadFile, type DownloadOptions } from './download.ts';
import type { Engine } from './engine.ts';
import { Paused } from './interruption.ts';
import { sweepDownloads } from './sweep-downloads.ts';
import { watched, type Watched } from './test-bucket.ts';
import { testEngine, testFolder } from './test-engine.ts';
import { uploadFile } from './upload.ts';

const MIB = 2 ** 20;
const SIZE = 40 * MIB + 77;

let vault: TestVault;
let home: string;
let target: string;
let content: Buffer;
let watch: Watched;

beforeEach(async () => {
  vault = await testVault();
  home = await testFolder();
  target = join(home, 'out', 'target');
  content = randomBytes(SIZE);
  watch = watched(vault.bucket);
  const localPath = join(home, 'source');
  await writeFile(localPath, content);
  await uploadFile(await testEngine(), await vault.computer(), vault.keyFile, { localPath, path: path('a') });
});

async function download(
  engine: Engine,
  { bucket = watch.bucket, ...options }: DownloadOptions & { bucket?: Bucket } = {},
) {
  const computer = await vault.computer(bucket);
  const [file] = computer.catalog.select(path('a'));
  await downloadFile(engine, computer, vault.keyFile, file!, target, options);
}

/** Keeps the last ranges waiting until the journal knows of the first ones, then acts. */
function onceNoted(engine: Engine, act: () => void): void {
  watch.onRange = async (start) => {
    if (start < 32 * MIB) return;
    while (!(await engine.downloads.all()).some(({ checked }) => checked > 0)) await setImmediate();
    act();
  };
}

/** A run that is paused when part of the file was checked and noted. */
async function paused(engine: Engine, options: DownloadOptions = {}, reason: unknown = new Paused()) {
  const stop = new AbortController();
  onceNoted(engine, () => stop.abort(reason));
  await expect(download(engine, { ...options, signal: stop.signal })).rejects.toBe(reason);
  watch.onRange = () => undefined;
}

const left = () => readdir(join(home, 'out')).catch(() => []);

async function expectWhole(engine: Engine) {
  expect((await readFile(target)).equals(content)).toBe(true);
  expect([await left(), await engine.downloads.unfinished()]).toEqual([['target'], []]);
}

test('a paused download goes on in the next process where it was checked, and tells of all bytes', async () => {
  await paused(await testEngine(home));
  const engine = await testEngine(home);
  const [entry] = await engine.downloads.unfinished();
  expect(entry!.checked).toBeGreaterThan(0);
  expect(await left()).toEqual([expect.stringMatching(/^\.latchkey-.*\.part$/)]);
  watch.forget();
  let told = 0;
  await download(engine, { onBytes: (bytes) => (told += bytes) });
  expect(Math.min(...watch.ranges)).toBeGreaterThanOrEqual(entry!.checked);
  expect(told).toBe(SIZE);
  await expectWhole(engine);
});

test('a cancelled download leaves nothing', async () => {
  const engine = await testEngine(home);
  await paused(engine, {}, new DOMException('cancelled', 'AbortError'));
  expect([await left(), await engine.downloads.unfinished()]).toEqual([[], []]);
});

// Windows renames no file that is open.
test.skipIf(process.platform === 'win32')(
  'what cannot be taken away when a download ends is not forgotten, and gone on with later',
  async () => {
    const engine = await testEngine(home);
    const stop = new AbortController();
    const aside = join(home, 'aside');
    let partial = '';
    onceNoted(engine, () => {
      partial = join(home, 'out', readdirSync(join(home, 'out'))[0]!);
      // Nothing can be removed at its place, as where the disk became read-only.
      renameSync(partial, aside);
      mkdirSync(partial);
      stop.abort(new DOMException('cancelled', 'AbortError'));
    });
    await expect(download(engine, { signal: stop.signal })).rejects.toMatchObject({ message: 'cancelled' });
    watch.onRange = () => undefined;
    expect(await engine.downloads.unfinished()).toMatchObject([{ target, partial }]);
    await rmdir(partial);
    await rename(aside, partial);
    await download(engine);
    await expectWhole(engine);
  },
);

test('an answer that breaks off is asked for again, and a bucket that is silent is waited for by whoever comes next', async () => {
  const engine = await testEngine(home);
  const half = [1, 3, 4].map((nth) => ({ on: 'get', key: /^files/, nth, fault: { kind: 'half' } }) as const);
  let told = 0;
  await download(engine, { bucket: faulty(watch.bucket, half), onBytes: (bytes) => (told += bytes) });
  expect(told).toBe(SIZE);
  await expectWhole(engine);
  onceNoted(engine, () => {
    throw new BucketError('unreachable', 'nobody there');
  });
  await expect(download(engine, { force: true })).rejects.toMatchObject({ code: 'unreachable' });
  watch.onRange = () => undefined;
  expect((await readFile(target)).equals(content)).toBe(true);
  watch.forget();
  await download(engine, { force: true });
  expect(Math.min(...watch.ranges)).toBeGreaterThanOrEqual(16 * MIB);
  await expectWhole(engine);
});

test('a partial file that was cut begins anew, and so does one that grew', async () => {
  for (const spoil of [(name: string) => truncate(name, 5), (name: string) => appendFile(name, content)]) {
    const engine = await testEngine(home);
    await paused(engine, { force: true });
    const [entry] = await engine.downloads.unfinished();
    await spoil(entry!.partial);
    await download(engine, { force: true });
    await expectWhole(engine);
  }
});

test('content that is found damaged leaves nothing of it, also where part of it was good before', async () => {
  const engine = await testEngine(home);
  await paused(engine);
  const flip = faulty(watch.bucket, [{ on: 'get', key: /^files/, nth: 2, fault: { kind: 'flip', offset: 20 } }]);
  await expect(download(engine, { bucket: flip })).rejects.toMatchObject({ name: 'SealError', code: 'tampered' });
  expect([await left(), await engine.downloads.unfinished()]).toEqual([[], []]);
});

test('a file that appeared at the target meanwhile stays what it is', async () => {
  const engine = await testEngine(home);
  watch.onRange = async (start) => {
    if (start > 32 * MIB) await writeFile(target, 'mine');
  };
  await expect(download(engine)).rejects.toMatchObject({ code: 'exists' });
  expect(await readFile(target, 'utf8')).toBe('mine');
  expect([await left(), await engine.downloads.unfinished()]).toEqual([['target'], []]);
});

test('a target that another process writes to is left to it', async () => {
  await paused(await testEngine(home));
  const state = await openState(home);
  const other = new DownloadJournal(state, new Holder(() => new Date(), process.ppid));
  const { entry } = await other.claim(target);
  expect(entry!.checked).toBeGreaterThan(0);
  const engine = await testEngine(home);
  await expect(download(engine)).rejects.toMatchObject({ code: 'exists' });
  expect(await left()).toHaveLength(1);
  // Nor does it take what the other began in the moment after this one looked.
  expect(await engine.downloads.begin({ ...entry!, partial: 'mine' })).toBe(false);
  await other.release(target);
  await state.destroy();
  await download(engine);
  await expectWhole(engine);
});

test('two downloads to one target in one process: the second is refused, the first comes to its end', async () => {
  const engine = await testEngine(home);
  const results = await Promise.allSettled([download(engine), download(engine)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'exists' } });
  await expectWhole(engine);
});

test('what a kill left behind a finished download is cleaned, and what can be gone on with stays', async () => {
  const engine = await testEngine(home);
  await paused(engine);
  await sweepDownloads(engine);
  const [entry] = await engine.downloads.unfinished();
  expect(entry).toBeDefined();
  await link(entry!.partial, target);
  await sweepDownloads(engine);
  expect([await left(), await engine.downloads.unfinished()]).toEqual([['target'], []]);
});

test('a link in the place of what was begun is not written through', async () => {
  const engine = await testEngine(home);
  await paused(engine);
  const [partial] = await left();
  const other = join(home, 'other');
  await rename(join(home, 'out', partial!), other);
  const before = await readFile(other);
  await symlink(other, join(home, 'out', partial!));
  await download(engine);
  expect((await readFile(other)).equals(before)).toBe(true);
  await expectWhole(engine);
});
