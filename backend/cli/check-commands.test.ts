import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBucket } from '../buckets/address.ts';
import { openState } from '../state/database.ts';
import { DownloadJournal } from '../state/download-journal.ts';
import { Holder } from '../state/holding.ts';
import { UploadJournal } from '../state/upload-journal.ts';
import { Verifications } from '../state/verifications.ts';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

const key = ['--key', 'key.json'];

/** Files in the vault, and where each lies. */
async function withFiles(...names: string[]): Promise<{ cli: TestCli; objects: Record<string, string> }> {
  const cli = await TestCli.withVault();
  const objects: Record<string, string> = {};
  for (const name of names) {
    await cli.write(name, name);
    expectDone(await cli.run(['put', name, ...key]));
    objects[name] = (await cli.objects()).find((object) => !Object.values(objects).includes(object))!;
  }
  return { cli, objects };
}

test('sync-check is content until a file vanishes, then says so each time until that is accepted (format 3.7)', async () => {
  const { cli, objects } = await withFiles('one', 'two');
  const content = await cli.run(['sync-check']);
  expectDone(content);
  expect(content.stdout).toBe('Nothing vanished, and nothing went back.\n');
  await rm(objects['one']!);
  for (let time = 0; time < 2; time += 1) expectRefusal(await cli.run(['sync-check']), 5, 'vanished');
  const told = await cli.run(['sync-check', '--json']);
  expect([told.code, JSON.parse(told.stdout)]).toMatchObject([5, [{ path: 'one', code: 'vanished' }]]);
  expect(errorCodes(await cli.run(['ls']))).toEqual(['vanished']);
  const accepted = await cli.run(['sync-check', '--accept']);
  expectDone(accepted);
  expect(accepted.stdout).toBe('Accepted: one is gone.\n');
  expectDone(await cli.run(['sync-check']));
  expectDone(await cli.run(['ls']));
});

test('sync-check tells of a rename that the bucket lost, and --accept takes the older name (format 3.7)', async () => {
  const { cli } = await withFiles('one');
  expectDone(await cli.run(['mv', 'one', 'renamed']));
  await rm(join(cli.bucket, 'names'), { recursive: true });
  const told = await cli.run(['sync-check', '--json']);
  expect([told.code, errorCodes(told), JSON.parse(told.stdout)]).toMatchObject([
    5,
    ['rolled-back'],
    [{ path: 'renamed', code: 'rolled-back' }],
  ]);
  expect((await cli.run(['sync-check', '--accept'])).stdout).toBe('Accepted: renamed is as the bucket shows it now.\n');
  const listed = await cli.run(['ls', '--json']);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ path: 'one' }]);
});

test('what another command of this computer deleted for good is no alarm', async () => {
  const { cli } = await withFiles('one', 'two');
  expectDone(await cli.run(['rm', '--forever', 'one']));
  expectDone(await cli.run(['sync-check']));
});

test('verify reads every file, all versions and the trash, and names the one byte that is wrong', async () => {
  const { cli, objects } = await withFiles('one', 'two', 'three');
  expectDone(await cli.run(['rm', 'three']));
  const whole = await cli.run(['verify', ...key]);
  expectDone(whole);
  expect(whole.stdout).toBe('3 files read, 11 bytes: nothing is damaged.\n');
  const rows = JSON.parse((await cli.run(['ls', '--json'])).stdout) as { id: string }[];
  const state = await openState(cli.home);
  for (const { id } of rows) expect(await new Verifications(state, () => new Date()).of(id)).toBeInstanceOf(Date);
  await state.destroy();
  for (const name of ['two', 'three']) {
    const bytes = await readFile(objects[name]!);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(objects[name]!, bytes);
  }
  const hurt = await cli.run(['verify', ...key, '--json']);
  expect([hurt.code, errorCodes(hurt)]).toEqual([5, ['tampered', 'tampered']]);
  const { checked, damaged } = JSON.parse(hurt.stdout) as { checked: number; damaged: { path: string }[] };
  expect([checked, damaged.map(({ path }) => path).sort()]).toEqual([3, ['three', 'two']]);
  expectDone(await cli.run(['verify', 'one', ...key]));
  expect((await cli.run(['verify', 'two', ...key])).code).toBe(5);
  expectRefusal(await cli.run(['verify', 'four', ...key, '--json']).then(withoutOutput), 3, 'not-found');
});

test('verify --quick finds what is cut, gone or begins wrong, and says what it did not read', async () => {
  const { cli, objects } = await withFiles('one', 'two', 'three', 'four');
  const bytes = await readFile(objects['one']!);
  bytes[90]! ^= 1;
  await writeFile(objects['one']!, bytes);
  await truncate(objects['two']!, 150);
  await rm(objects['three']!);
  const answer = await cli.run(['verify', ...key, '--quick']);
  expect([answer.code, errorCodes(answer).sort()]).toEqual([5, ['tampered', 'truncated', 'vanished']]);
  expect(answer.stdout).toBe('3 files looked at: 3 files damaged.\nWhat lies behind the beginnings was not read.\n');
  const end = await readFile(objects['four']!);
  end[end.length - 1]! ^= 1;
  await writeFile(objects['four']!, end);
  expectDone(await cli.run(['verify', 'four', ...key, '--quick']));
  await appendFile(objects['four']!, 'x');
  expect((await cli.run(['verify', 'four', ...key, '--quick'])).code).toBe(5);
});

test('verify tells which files need another key, and refuses one that is asked for by name', async () => {
  const { cli } = await withFiles('one');
  expectDone(await cli.run(['key', 'new', 'other.json']));
  await cli.write('two', 'two');
  expectDone(await cli.run(['put', 'two', '--key', 'other.json']));
  const all = await cli.run(['verify', ...key]);
  expectDone(all);
  expect(all.stdout).toMatch(
    /^1 file read, 3 bytes: nothing is damaged\.\n1 file not checked: it needs the key \S+\.\n$/,
  );
  expect((await cli.run(['verify', 'two', ...key])).code).toBe(4);
});

/** An upload and a download that were begun and left. */
async function leave(cli: TestCli, place = openBucket(cli.bucket, { create: false }).place) {
  const bucket = openBucket(cli.bucket, { create: false });
  const upload = await bucket.beginMultipart('files/x/y');
  await bucket.putPart(upload, 1, Buffer.alloc(1000));
  const partial = await cli.write('.latchkey-0123456789abcdef.part', 'half');
  const state = await openState(cli.home);
  // A process that is no more: nobody has this number.
  const holder = new Holder(() => new Date(0), 4_194_305);
  const uploads = new UploadJournal(state, holder);
  await uploads.begin({
    file_id: '0'.repeat(32),
    place,
    vault_id: '0'.repeat(32),
    account_id: '0'.repeat(32),
    object_key: upload.key,
    upload_id: upload.uploadId,
    salt: '0'.repeat(64),
    key_id: '0'.repeat(32),
    suite: 1,
    exponent: 18,
    local_path: '/photos/film.mkv',
    size: 5000,
    mtime_ns: '0',
    ctime_ns: '0',
    inode: '0',
    device: '0',
    part_bytes: 1000,
    began: Date.UTC(2026, 10, 20, 12),
  });
  await uploads.note('0'.repeat(32), { number: 1, etag: 'e', size: 1000, sha256: '0'.repeat(64) });
  const target = cli.path('film.mkv');
  const downloads = new DownloadJournal(state, holder);
  const file = { account_id: '0'.repeat(32), file_id: '1'.repeat(32) };
  await downloads.begin({ target, ...file, partial, checked: 3, began: Date.UTC(2026, 10, 20, 13) });
  await uploads.release('0'.repeat(32));
  await downloads.release(target);
  await state.destroy();
  return { bucket, upload, target };
}

test('transfers lists what was begun and left; --clean frees the bucket and removes the half file', async () => {
  const cli = await TestCli.withVault();
  expect((await cli.run(['transfers'])).stdout).toBe('Nothing is unfinished.\n');
  const { bucket, upload, target } = await leave(cli);
  const listed = await cli.run(['transfers']);
  expectDone(listed);
  expect(listed.stdout).toBe(
    `upload    2026-11-20 12:00  1000 of 5000 bytes  /photos/film.mkv\ndownload  2026-11-20 13:00  3 bytes  ${target}\n`,
  );
  expect(await bucket.listParts(upload)).toHaveLength(1);
  const cleaned = await cli.run(['transfers', '--clean', '--json']);
  expectDone(cleaned);
  expect(JSON.parse(cleaned.stdout)).toEqual([]);
  await expect(bucket.listParts(upload)).rejects.toMatchObject({ code: 'not-found' });
  expect(await cli.tree('.')).not.toContain('.latchkey-0123456789abcdef.part');
  expect((await cli.run(['transfers', '--json'])).stdout).toBe('[]\n');
});

test('transfers leaves alone what another process works on, and an upload that lies in another place', async () => {
  const cli = await TestCli.withVault();
  const { bucket, upload } = await leave(cli, '/another/vault');
  const refused = await cli.run(['transfers', '--clean', '--json']);
  expect([refused.code, errorCodes(refused)]).toEqual([6, ['refused']]);
  expect(JSON.parse(refused.stdout)).toMatchObject([{ kind: 'upload', done: 1000 }]);
  const state = await openState(cli.home);
  // The process that runs all tests lives, and is not this one.
  const other = new Holder(() => new Date(), process.ppid);
  await state.updateTable('upload').set(other.held()).execute();
  await state.destroy();
  expect((await cli.run(['transfers', '--clean', '--json'])).stdout).toBe('[]\n');
  expect(await bucket.listParts(upload)).toHaveLength(1);
});

function withoutOutput<T>(answer: T): T & { stdout: string } {
  return { ...answer, stdout: '' };
}
