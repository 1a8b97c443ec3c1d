import { expect, test } from 'vitest';
import { accountVault } from './account-vault.ts';
import { meet, seen, TestPeople } from './test-people.ts';
import { bytesOf, keysOf, path } from './test-vault.ts';

const failing = (code: string) => expect.objectContaining({ code }) as Error;

test('a shared file opens for its recipient without any key file, and other files do not', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'Private/Lofoten/a.txt', 'the fjord');
  await people.put(ana, 'Private/Lofoten/b.txt', 'not shared');
  await people.share(ana, path('Private/Lofoten/a.txt'), 'Ben');
  // The folders it lies in are not told.
  expect(await seen(ben)).toEqual({ files: { 'a.txt': 'the fjord' }, refused: [] });
  const { shares } = await ben.received.list();
  expect(shares).toMatchObject([{ sender: 'Ana', standing: 'known' }]);
  // What is handed over opens this file and no other (format 2.3).
  const other = ana.catalog.select(path('Private/Lofoten/b.txt'))[0]!;
  const bent = { ...shares[0]!, fileId: other.id, contentKey: other.objectKey, record: other.record };
  await expect(ben.received.open(bent).toArray()).rejects.toThrow(failing('tampered'));
});

test('a shared folder comes with its own name and all below it, newest versions alone', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'Holiday/Lofoten/a.txt', 'old');
  await people.put(ana, 'Holiday/Lofoten/a.txt', 'new');
  await people.put(ana, 'Holiday/Lofoten/deep/b.txt', 'b');
  await people.put(ana, 'Holiday/else.txt', 'no');
  await people.share(ana, path('Holiday/Lofoten'), 'Ben');
  expect(await seen(ben)).toEqual({ files: { 'Lofoten/a.txt': 'new', 'Lofoten/deep/b.txt': 'b' }, refused: [] });
});

test('before a file is first shared its record gets the digest of its content, once (format 2.3)', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'a.txt', 'a');
  expect(ana.catalog.select(path('a.txt'))[0]!.record.digest).toBeUndefined();
  await people.share(ana, path('a.txt'), 'Ben');
  const [file] = ana.catalog.select(path('a.txt'));
  expect(file).toMatchObject({ revision: 1, record: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  await people.share(ana, path('a.txt'), 'Ben');
  expect(ana.catalog.select(path('a.txt'))[0]).toEqual(file);
  expect((await ben.received.list()).shares[0]!.record.digest).toBe(file!.record.digest);
});

test('a file that was altered is not shared: its digest would vouch for it', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'a.txt', 'a');
  const [key] = await keysOf(people.bucket, 'files/');
  const hurt = await bytesOf(people.bucket, key!);
  hurt[hurt.length - 1]! ^= 1;
  await people.bucket.put(key!, hurt);
  await expect(people.share(ana, path('a.txt'), 'Ben')).rejects.toThrow(failing('tampered'));
  expect(await keysOf(people.bucket, 'shares/')).toEqual([]);
  expect(await seen(ben)).toEqual({ files: {}, refused: [] });
});

test('a record changed elsewhere while its digest was computed is not shared', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  await people.join('Ben');
  const [ana, elsewhere] = [await people.session(account), await people.session(account)];
  await meet(ana, 'Ben');
  await people.put(ana, 'a.txt', 'a');
  await elsewhere.catalog.refresh();
  const [file] = ana.catalog.select(path('a.txt'));
  // Two changes there against one here: theirs is the one that counts.
  await elsewhere.changes.move(path('a.txt'), path('b.txt'));
  await elsewhere.changes.move(path('b.txt'), path('c.txt'));
  await ana.given.seal([file!], people.keyFile);
  const ben = await ana.people.find('Ben');
  const giving = ana.given.give({ file: file!, path: path('a.txt') }, ben, people.keyFile);
  await expect(giving).rejects.toThrow(failing('conflict'));
  expect(await keysOf(people.bucket, 'shares/')).toEqual([]);
});

test('what the sender renames later keeps the name it was shared under, until it is shared again', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'a.txt', 'a');
  await people.share(ana, path('a.txt'), 'Ben');
  await ana.changes.move(path('a.txt'), path('z.txt'));
  expect((await seen(ben)).files).toEqual({ 'a.txt': 'a' });
  await people.share(ana, path('z.txt'), 'Ben');
  expect((await seen(ben)).files).toEqual({ 'z.txt': 'a' });
  expect((await ana.given.list()).shares).toMatchObject([{ recipient: 'Ben', file: { record: { path: 'z.txt' } } }]);
  // A version put later is another file, and not shared.
  await people.put(ana, 'z.txt', 'newer');
  expect((await seen(ben)).files).toEqual({ 'z.txt': 'a' });
});

test('the sender lists what they share with whom, and withdraws it', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  const cai = await people.session(await people.join('Cai'));
  await meet(ana, 'Cai');
  await meet(cai, 'Ana');
  await people.put(ana, 'a.txt', 'a');
  await people.share(ana, path('a.txt'), 'Ben');
  await people.share(ana, path('a.txt'), 'Cai');
  const { shares } = await ana.given.list();
  expect(shares.map(({ recipient, file }) => [recipient, file?.record.path])).toEqual([
    ['Ben', 'a.txt'],
    ['Cai', 'a.txt'],
  ]);
  expect((await ben.given.list()).shares).toEqual([]);
  await ana.given.withdraw([shares[0]!]);
  expect((await seen(ben)).files).toEqual({});
  expect((await seen(cai)).files).toEqual({ 'a.txt': 'a' });
});

test('what its recipient stopped seeing stays away when the bucket puts it back, and comes again when shared anew', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'a.txt', 'a');
  await people.share(ana, path('a.txt'), 'Ben');
  const [key] = await keysOf(people.bucket, 'shares/');
  const kept = await bytesOf(people.bucket, key!);
  await ben.received.drop((await ben.received.list()).shares.map(({ id }) => id));
  expect(await keysOf(people.bucket, 'shares/')).toEqual([]);
  await people.bucket.put(key!, kept);
  expect(await seen(ben)).toEqual({ files: {}, refused: [] });
  // On another computer of his too: it lies in the keyring.
  const elsewhere = accountVault(people.vault, ben.own.opened);
  expect(await seen(elsewhere)).toEqual({ files: {}, refused: [] });
  await people.share(ana, path('a.txt'), 'Ben');
  expect((await seen(ben)).files).toEqual({ 'a.txt': 'a' });
});

test('a file that its sender deleted is told as gone', async () => {
  const people = await TestPeople.make();
  const { ana, ben } = await people.known();
  await people.put(ana, 'a.txt', 'a');
  await people.share(ana, path('a.txt'), 'Ben');
  await ana.changes.deleteForGood(path('a.txt'));
  await expect(seen(ben)).rejects.toThrow(failing('not-found'));
  expect((await ana.given.list()).shares).toMatchObject([{ recipient: 'Ben', file: undefined }]);
});

test('nobody shares with themselves, with a stranger, or with a name that is not there', async () => {
  const people = await TestPeople.make();
  const ana = await people.session(await people.join('Ana'));
  await people.join('Ben');
  await people.put(ana, 'a.txt', 'a');
  await expect(people.share(ana, path('a.txt'), 'Ana')).rejects.toThrow(failing('invalid-name'));
  await expect(people.share(ana, path('a.txt'), 'Ben')).rejects.toThrow(failing('new-fingerprint'));
  await expect(people.share(ana, path('a.txt'), 'Eve')).rejects.toThrow(failing('no-account'));
  expect(await keysOf(people.bucket, 'shares/')).toEqual([]);
});
