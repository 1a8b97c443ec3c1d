import { appendFile, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { newKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { createAccount } from '../vault/account.ts';
import { toVaultPath } from '../vault/path.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { downloadFile } from './download.ts';
import { uploadFile } from './upload.ts';

interface Place {
  readonly folder: string;
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
  await writeFile(localPath, Buffer.alloc(3 * 1024 * 1024, 'before '));
  place = { folder, vault: accountVault(vault, account), keyFile: newKeyFile('k', new Date()), localPath };
});

/** Changes the source when the first piece of it has passed. */
async function changing(change: (localPath: string) => Promise<unknown>) {
  const { vault, keyFile, localPath } = place;
  let pending: Promise<unknown> | undefined;
  const bytes = vault.content;
  const put = bytes.put.bind(bytes);
  // What is crafted is the content's source: it holds its second piece back until the change has happened.
  bytes.put = (key, content) => {
    async function* crafted() {
      for await (const chunk of content.bytes) {
        yield chunk;
        await (pending ??= change(localPath));
      }
    }
    return put(key, { ...content, bytes: crafted() });
  };
  return uploadFile(vault, keyFile, { localPath, path: toVaultPath('a') });
}

test.each<[string, (localPath: string) => Promise<unknown>]>([
  ['grows', (path) => appendFile(path, 'x')],
  ['shrinks', (path) => writeFile(path, 'short')],
  ['has the same size and another content', (path) => writeFile(path, Buffer.alloc(3 * 1024 * 1024, 'after '))],
  ['is exchanged for another of the same size', (path) => exchange(path)],
  ['is removed', (path) => rm(path)],
])('a file that %s while it is read is refused, and nothing of it is stored', async (_, change) => {
  const { vault, folder } = place;
  await expect(changing(change)).rejects.toMatchObject({ code: expect.stringMatching(/^(source-changed|not-found)$/) });
  await vault.catalog.refresh();
  expect(vault.catalog.index('live').isFile(toVaultPath('a'))).toBe(false);
  expect(await readdir(join(folder, 'bucket', '.latchkey-tmp'))).toEqual([]);
  expect(await readdir(join(folder, 'bucket'))).not.toContain('files');
});

async function exchange(path: string): Promise<void> {
  await writeFile(`${path}.new`, Buffer.alloc(3 * 1024 * 1024, 'before '));
  await utimes(`${path}.new`, new Date(0), new Date(0));
  await rename(`${path}.new`, path);
}

test('a file that stays as it is goes in, tells of every byte, and comes back the same', async () => {
  const { vault, keyFile, localPath, folder } = place;
  const time = new Date('1961-04-12T06:07:00.123Z');
  await utimes(localPath, time, time);
  let [sent, received] = [0, 0];
  const id = await uploadFile(
    vault,
    keyFile,
    { localPath, path: toVaultPath('d/a.txt') },
    { onBytes: (n) => (sent += n) },
  );
  const file = vault.catalog.get(id)!;
  expect(file.record).toMatchObject({ path: 'd/a.txt', modified: time.getTime(), mediaType: 'text/plain' });
  const target = join(folder, 'new/folder/a.txt');
  await downloadFile(vault, keyFile, file, target, { onBytes: (n) => (received += n) });
  expect((await readFile(target)).equals(await readFile(localPath))).toBe(true);
  expect([sent, received]).toEqual([3 * 1024 * 1024, 3 * 1024 * 1024]);
  // Time and again the same file: its time does not wander.
  const again = await uploadFile(vault, keyFile, { localPath: target, path: toVaultPath('again') });
  expect(vault.catalog.get(again)!.record.modified).toBe(time.getTime());
});

test('a folder, a missing file and an aborted upload store nothing', async () => {
  const { vault, keyFile, localPath, folder } = place;
  const path = toVaultPath('a');
  for (const wrong of [folder, join(folder, 'missing')]) {
    const upload = uploadFile(vault, keyFile, { localPath: wrong, path });
    await expect(upload).rejects.toMatchObject({ name: 'TransferError', code: 'not-found' });
  }
  const stop = new AbortController();
  const options = { signal: stop.signal, onBytes: () => stop.abort() };
  await expect(uploadFile(vault, keyFile, { localPath, path }, options)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(join(folder, 'bucket', '.latchkey-tmp')).catch(() => [])).toEqual([]);
  expect(await readdir(join(folder, 'bucket'))).not.toContain('files');
});
