import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { copyKeyFile, newKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { createAccount } from '../vault/account.ts';
import { toVaultPath } from '../vault/path.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { downloadFile } from './download.ts';
import type { Engine } from './engine.ts';
import { SealPool } from './seal-pool.ts';
import { testEngine } from './test-engine.ts';
import { uploadFile } from './upload.ts';

const MIB = 2 ** 20;

interface Place {
  readonly folder: string;
  readonly engine: Engine;
  readonly vault: AccountVault;
  readonly keyFile: KeyFile;
  readonly localPath: string;
}

let place: Place;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-upload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const vault = await makeOrJoinVault(openBucket(join(folder, 'bucket'), { create: true }));
  const account = await createAccount({ vault, work: new PasswordWork(), cost: MIN_COST }, 'ann', 'p');
  const localPath = join(folder, 'source');
  await writeFile(localPath, Buffer.alloc(3 * MIB, 'before '));
  const engine = await testEngine();
  place = { folder, engine, vault: accountVault(vault, account), keyFile: newKeyFile('k', new Date()), localPath };
});

/** Changes the source while the first stretch of it is read. */
async function changing(change: (localPath: string) => Promise<unknown>, bytes: number) {
  const { engine, vault, keyFile, localPath } = place;
  await writeFile(localPath, Buffer.alloc(bytes, 'before '));
  let pending: Promise<unknown> | undefined;
  const pool = new SealPool(1);
  onTestFinished(() => pool.close());
  const seal = pool.seal.bind(pool);
  pool.seal = async (task, signal) => {
    const answer = await seal(task, signal);
    await (pending ??= change(localPath));
    return answer;
  };
  return uploadFile({ ...engine, pool }, vault, keyFile, { localPath, path: toVaultPath('a') });
}

test.each<[string, (localPath: string) => Promise<unknown>]>([
  ['grows', (path) => appendFile(path, 'x')],
  ['shrinks', (path) => writeFile(path, 'short')],
  [
    'has the same size and another content',
    async (path) => writeFile(path, Buffer.alloc((await stat(path)).size, 'after ')),
  ],
  ['is exchanged for another of the same size', (path) => exchange(path)],
  ['is removed', (path) => rm(path)],
])('a file that %s while it is read is refused, and nothing of it is stored', async (_, change) => {
  const { engine, vault, folder } = place;
  for (const bytes of [3 * MIB, 20 * MIB + 1]) {
    const refused = { code: expect.stringMatching(/^(source-changed|not-found)$/) };
    await expect(changing(change, bytes)).rejects.toMatchObject(refused);
    await vault.catalog.refresh();
    expect(vault.catalog.index('live').isFile(toVaultPath('a'))).toBe(false);
    expect(await leftIn(folder)).toEqual([]);
    expect(await engine.uploads.unfinished()).toEqual([]);
  }
});

/** What a bucket holds beside the vault and its accounts. */
async function leftIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'bucket'), { recursive: true });
  return names.filter((name) => !/^(accounts|probes|vault\.json|\.latchkey-tmp$)/.test(name));
}

async function exchange(path: string): Promise<void> {
  await writeFile(`${path}.new`, Buffer.alloc((await stat(path)).size, 'before '));
  await utimes(`${path}.new`, new Date(0), new Date(0));
  await rename(`${path}.new`, path);
}

test('a file that stays as it is goes in, tells of every byte, and comes back the same', async () => {
  const { engine, vault, keyFile, localPath, folder } = place;
  const time = new Date('1961-04-12T06:07:00.123Z');
  await utimes(localPath, time, time);
  let [sent, received] = [0, 0];
  const source = { localPath, path: toVaultPath('d/a.txt') };
  const id = await uploadFile(engine, vault, keyFile, source, { onBytes: (n) => (sent += n) });
  const file = vault.catalog.get(id)!;
  expect(file.record).toMatchObject({ path: 'd/a.txt', modified: time.getTime(), mediaType: 'text/plain' });
  const target = join(folder, 'new/folder/a.txt');
  await downloadFile(engine, vault, keyFile, file, target, { onBytes: (n) => (received += n) });
  expect((await readFile(target)).equals(await readFile(localPath))).toBe(true);
  expect([sent, received]).toEqual([3 * MIB, 3 * MIB]);
  // Time and again the same file: its time does not wander.
  const again = await uploadFile(engine, vault, keyFile, { localPath: target, path: toVaultPath('again') });
  expect(vault.catalog.get(again)!.record.modified).toBe(time.getTime());
});

test('a large file goes in and comes back in parts, whether or not anybody counts', async () => {
  const { engine, vault, keyFile, localPath, folder } = place;
  for (const bytes of [8 * MIB + 1, 20 * MIB + 77]) {
    const content = randomBytes(bytes);
    await writeFile(localPath, content);
    for (const counts of [true, false]) {
      let [sent, received] = [0, 0];
      const source = { localPath, path: toVaultPath(`${bytes} ${counts}`) };
      const counted = (add: (n: number) => number) => (counts ? { onBytes: add } : {});
      const id = await uploadFile(
        engine,
        vault,
        keyFile,
        source,
        counted((n) => (sent += n)),
      );
      const target = join(folder, `${bytes} ${counts}`);
      await downloadFile(
        engine,
        vault,
        keyFile,
        vault.catalog.get(id)!,
        target,
        counted((n) => (received += n)),
      );
      expect((await readFile(target)).equals(content)).toBe(true);
      expect([sent, received]).toEqual(counts ? [bytes, bytes] : [0, 0]);
    }
  }
  expect([await engine.uploads.unfinished(), await engine.downloads.unfinished()]).toEqual([[], []]);
});

test('a folder, a missing file and an aborted upload store nothing', async () => {
  const { engine, vault, keyFile, localPath, folder } = place;
  const path = toVaultPath('a');
  for (const wrong of [folder, join(folder, 'missing')]) {
    const upload = uploadFile(engine, vault, keyFile, { localPath: wrong, path });
    await expect(upload).rejects.toMatchObject({ name: 'TransferError', code: 'not-found' });
  }
  const stop = new AbortController();
  await writeFile(localPath, Buffer.alloc(20 * MIB, 'much '));
  const options = { signal: stop.signal, onBytes: () => stop.abort() };
  const upload = uploadFile(engine, vault, keyFile, { localPath, path }, options);
  await expect(upload).rejects.toMatchObject({ name: 'AbortError' });
  expect(await leftIn(folder)).toEqual([]);
  expect(await engine.uploads.unfinished()).toEqual([]);
});

test('nothing is sealed under a key that was wiped: no key file would open it', async () => {
  const { engine, vault, keyFile, localPath } = place;
  for (const bytes of [7, 3 * MIB, 9 * MIB]) {
    await writeFile(localPath, Buffer.alloc(bytes));
    const wiped = copyKeyFile(keyFile);
    wipeKeyFile(wiped);
    const upload = uploadFile(engine, vault, wiped, { localPath, path: toVaultPath('a') });
    await expect(upload).rejects.toMatchObject({ name: 'TransferError', code: 'no-key' });
  }
  await vault.catalog.refresh();
  expect([...vault.catalog.files]).toEqual([]);
  expect(await engine.uploads.unfinished()).toEqual([]);
});
