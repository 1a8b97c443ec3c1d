import { expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
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

/** Eight files: which of two records of one revision counts is chance for each of them. */
async function sharedFolder() {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  await people.join('Ben');
  const ana = await people.session(account);
  await meet(ana, 'Ben');
  for (let at = 0; at < 8; at += 1) await people.put(ana, `d/${at}`, String(at));
  const elsewhere = await people.session(account);
  const share = async (bucket: Bucket) => {
    const sharing = await people.session(account, bucket);
    const files = sharing.catalog.select(path('d'));
    await sharing.given.seal(files, people.keyFile);
    const ben = await sharing.people.find('Ben');
    const given = files.map((file) => sharing.given.give({ file, path: file.record.path }, ben, people.keyFile));
    const outcomes = (await Promise.allSettled(given)).map((one) =>
      one.status === 'fulfilled' ? 'shared' : (one.reason as { code?: string }).code,
    );
    return [...new Set(outcomes)];
  };
  const shown = async () => {
    const { catalog } = await people.session(account);
    expect(catalog.damage()).toEqual([]);
    const names = (state: 'live' | 'trash') => [...catalog.index(state).newest()].map(({ record }) => record.path);
    return { live: names('live').toSorted(), trash: names('trash').toSorted() };
  };
  return { people, ana, elsewhere, share, shown };
}

const eight = (folder: string) => Array.from({ length: 8 }, (_, at) => `${folder}/${at}`);

/** Does something once, before any record is written. */
function beforeRecords(bucket: Bucket, act: () => Promise<unknown>): Bucket {
  let done: Promise<unknown> | undefined;
  return {
    ...bucket,
    put: async (key, ...rest) => {
      if (key.startsWith('names/')) await (done ??= act());
      return bucket.put(key, ...rest);
    },
  };
}

/** Does something once, while the first content is being read. */
function whileReading(bucket: Bucket, act: () => Promise<void>): Bucket {
  let isWaiting = true;
  return {
    ...bucket,
    get: async (key, options) => {
      if (isWaiting && key.startsWith('files/')) {
        isWaiting = false;
        await act();
      }
      return bucket.get(key, options);
    },
  };
}

test('what is renamed while its content is read for its digest keeps the new name, and is shared (format 2.3)', async () => {
  const { people, elsewhere, share, shown } = await sharedFolder();
  const rename = () => elsewhere.changes.move(path('d'), path('e'));
  expect(await share(whileReading(people.bucket, rename))).toEqual(['shared']);
  expect(await shown()).toEqual({ live: eight('e'), trash: [] });
});

test('what is trashed or deleted for good while its content is read stays so, and is not shared', async () => {
  for (const act of ['trash', 'deleteForGood'] as const) {
    const { people, elsewhere, share, shown } = await sharedFolder();
    expect(await share(whileReading(people.bucket, () => elsewhere.changes[act](path('d'))))).toEqual(['not-found']);
    expect(await shown()).toEqual({ live: [], trash: act === 'trash' ? eight('d') : [] });
    expect(await keysOf(people.bucket, 'shares/')).toEqual([]);
  }
});

test('a rename at the very moment its digest is written stands, before it or after it (format 3.3)', async () => {
  for (const moment of ['before', 'after'] as const) {
    const { people, ana, elsewhere, share, shown } = await sharedFolder();
    const rename = () => elsewhere.changes.move(path('d'), path('e'));
    let written = 0;
    const after: Bucket = {
      ...people.bucket,
      async *list(options) {
        if (written >= 8 && options?.prefix?.startsWith('names/') === true) {
          written = 0;
          await rename();
        }
        yield* people.bucket.list(options);
      },
      put: async (key, ...rest) => {
        if (key.startsWith('names/')) written += 1;
        return people.bucket.put(key, ...rest);
      },
    };
    await share(moment === 'after' ? after : beforeRecords(people.bucket, rename));
    expect(await shown()).toEqual({ live: eight('e'), trash: [] });
    for (const { catalog } of [ana, elsewhere]) {
      await catalog.refresh({ full: true });
      expect([catalog.alarms(), catalog.index('live').isFolder(path('d'))]).toEqual([[], false]);
    }
  }
});

test('names sealed anew at that moment keep no digest out (format 5.2)', async () => {
  const { people, ana, share, shown } = await sharedFolder();
  await ana.rotation.drawKey();
  const rotate = beforeRecords(people.bucket, () => ana.rotation.sealNames());
  expect(await share(rotate)).toEqual(['shared']);
  expect(await shown()).toEqual({ live: eight('d'), trash: [] });
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
  const shares = (await ana.given.list()).shares.toSorted((a, b) => (`${a.recipient}` < `${b.recipient}` ? -1 : 1));
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
