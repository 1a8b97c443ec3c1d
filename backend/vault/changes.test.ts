import { expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import type { AccountVault } from './account-vault.ts';
import { BucketError } from '../buckets/errors.ts';
import { finishDeletions } from './deletion.ts';
import { atTime, before, keysOf, longPath, path, testVault, type TestVault } from './test-vault.ts';

const MINUTE = 60_000;
const exists = { name: 'VaultError', code: 'exists' };
const conflict = { name: 'VaultError', code: 'conflict' };

async function filled(...names: string[]) {
  const vault = await testVault();
  const computer = await vault.computer();
  for (const name of names) await vault.put(computer, name, name);
  return { vault, computer, changes: computer.changes };
}

test('a file moves with all its versions, a folder with all that is in it (format 3.8)', async () => {
  const { vault, computer, changes } = await filled('a/x', 'a/x', 'a/deep/y', 'ab/z');
  await changes.move(path('a/x'), path('a/w'));
  await changes.move(path('a'), path('new/place'));
  const live = { 'ab/z': ['ab/z'], 'new/place/deep/y': ['a/deep/y'], 'new/place/w': ['a/x', 'a/x'] };
  expect(await vault.seen()).toEqual({ live, trash: {}, damage: [] });
  expect(await vault.contents(computer, 'live')).toEqual(live);
  await changes.move(path('ab/z'), path('ab/z'));
  expect((await vault.seen()).live).toEqual(live);
});

test('nothing moves onto a file, a folder, below a file or into itself (format 3.8)', async () => {
  const { vault, changes } = await filled('file', 'folder/x', 'other');
  const before = await keysOf(vault.bucket);
  for (const [from, to] of [
    ['other', 'file'],
    ['other', 'folder'],
    ['folder', 'file'],
    ['other', 'file/x'],
    ['folder', 'file/x/y'],
    ['folder/x', 'folder'],
  ] as const) {
    await expect(changes.move(path(from), path(to)), `${from} to ${to}`).rejects.toMatchObject(exists);
  }
  await expect(changes.move(path('folder'), path('folder/x/y'))).rejects.toMatchObject({ code: 'invalid-path' });
  await expect(changes.move(path('file'), path('file/x'))).rejects.toMatchObject({ code: 'invalid-path' });
  await expect(changes.move(path('nothing'), path('x'))).rejects.toMatchObject({ code: 'not-found' });
  expect(await keysOf(vault.bucket)).toEqual(before);
});

test('a folder of which one path would come out too long does not move at all (format 3.4)', async () => {
  const long = `${'x'.repeat(250)}/`.repeat(15) + 'end';
  const { vault, changes } = await filled('a/b', `a/${long}`, 'a/c');
  const before = await keysOf(vault.bucket);
  await expect(changes.move(path('a'), path('y'.repeat(250) + '/' + 'z'.repeat(250)))).rejects.toMatchObject({
    code: 'invalid-path',
  });
  expect(await keysOf(vault.bucket)).toEqual(before);
});

test('trash and restore act on all versions, and nothing of the content is touched (format 3.8)', async () => {
  const { vault, changes } = await filled('a/x', 'a/x', 'a/y');
  const contents = await keysOf(vault.bucket, 'files/');
  await changes.trash(path('a/x'));
  expect(await vault.seen()).toEqual({ live: { 'a/y': ['a/y'] }, trash: { 'a/x': ['a/x', 'a/x'] }, damage: [] });
  await changes.trash(path('a'));
  expect((await vault.seen()).live).toEqual({});
  await changes.restore(path('a'));
  expect(await vault.seen()).toEqual({ live: { 'a/x': ['a/x', 'a/x'], 'a/y': ['a/y'] }, trash: {}, damage: [] });
  expect(await keysOf(vault.bucket, 'files/')).toEqual(contents);
  await expect(changes.restore(path('a/x'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(changes.trash(path('b'))).rejects.toMatchObject({ code: 'not-found' });
});

test('nothing is restored onto a path that lives, nor where a folder or a file is in the way (format 3.8)', async () => {
  const { vault, computer, changes } = await filled('a', 'b/c', 'd');
  for (const name of ['a', 'b', 'd']) await changes.trash(path(name));
  await vault.put(computer, 'a', 'new');
  await vault.put(computer, 'b', 'a file now');
  await vault.put(computer, 'd/e', 'a folder now');
  const { live } = await vault.seen();
  for (const name of ['a', 'b', 'b/c', 'd'])
    await expect(changes.restore(path(name)), name).rejects.toMatchObject(exists);
  expect((await vault.seen()).live).toEqual(live);
});

test('what would come back as a file and a folder of one name stays in the trash (format 3.8)', async () => {
  const { vault, computer, changes } = await filled('x/a');
  await changes.trash(path('x/a'));
  await vault.put(computer, 'x/a/b', 'below');
  await changes.trash(path('x/a/b'));
  await expect(changes.restore(path('x'))).rejects.toMatchObject(exists);
  expect((await vault.seen()).live).toEqual({});
  await changes.restore(path('x/a/b'));
  expect((await vault.seen()).live).toEqual({ 'x/a/b': ['below'] });
});

test('after deleting for good only the "gone" record of a file is left, long names and thumbnails too (format 3.7)', async () => {
  for (const [first, second] of [
    ['a', 'b'],
    [longPath('a'), longPath('b')],
    [longPath('a'), 'short'],
    ['short', longPath('b')],
  ] as const) {
    const { vault, computer, changes } = await filled('stays', first, first);
    const ids = computer.catalog.select(path(first)).map(({ id }) => id);
    for (const id of ids)
      await vault.bucket.put(vault.vault.layout.thumbnail(computer.accountId, id), Buffer.from('thumbnail'));
    await changes.move(path(first), path(second));
    await changes.trash(path(second));
    await changes.restore(path(second));
    await changes.trash(path(second));
    await changes.deleteForGood(path(second));
    const left = (await keysOf(vault.bucket)).filter((key) => ids.some((id) => key.includes(id)));
    const isLong = second === longPath('b');
    expect(left.map((key) => key.split('/')[0]).sort()).toEqual([
      ...(isLong ? ['long', 'long'] : []),
      'names',
      'names',
    ]);
    expect(await vault.seen()).toEqual({ live: { stays: ['stays'] }, trash: {}, damage: [] });
    expect(ids.every((id) => computer.catalog.isGone(id))).toBe(true);
    await expect(changes.deleteForGood(path(second))).rejects.toMatchObject({ code: 'not-found' });
  }
});

test('deleting for good takes what lives before what lies in the trash, and a folder whole (format 3.7, 3.8)', async () => {
  const { vault, computer, changes } = await filled('a/x', 'b');
  await changes.trash(path('a/x'));
  await vault.put(computer, 'a/x', 'second');
  await vault.put(computer, 'a/y', 'y');
  await changes.deleteForGood(path('a'));
  expect(await vault.seen()).toEqual({ live: { b: ['b'] }, trash: { 'a/x': ['a/x'] }, damage: [] });
  await changes.deleteForGood(path('a'));
  expect(await vault.seen()).toEqual({ live: { b: ['b'] }, trash: {}, damage: [] });
});

test('long names go through every operation, and a second computer follows (format 3.5)', async () => {
  const { vault, changes } = await filled(longPath('a'));
  const other = await vault.computer();
  const follow = async () => {
    await other.catalog.refresh();
    return { live: await vault.contents(other, 'live'), trash: await vault.contents(other, 'trash') };
  };
  const text = [longPath('a')];
  await changes.move(longPath('a'), longPath('b'));
  expect(await follow()).toEqual({ live: { [longPath('b')]: text }, trash: {} });
  await changes.trash(longPath('b'));
  expect(await follow()).toEqual({ live: {}, trash: { [longPath('b')]: text } });
  await changes.restore(longPath('b'));
  expect(await follow()).toEqual({ live: { [longPath('b')]: text }, trash: {} });
  await changes.move(longPath('b'), path('short'));
  expect(await follow()).toEqual({ live: { short: text }, trash: {} });
  await changes.deleteForGood(path('short'));
  expect(await follow()).toEqual({ live: {}, trash: {} });
  expect(other.catalog.damage()).toEqual([]);
});

test('records that take long to write carry the time of their own writing (format 3.6)', async () => {
  const { vault } = await filled(...Array.from({ length: 40 }, (_, n) => `a/${n}`));
  let now = 2_000_000_000_000;
  const clock = atTime(vault.bucket, () => new Date(now));
  const watching = await vault.computer(clock);
  // One after the other, each a minute: none is under way for longer than the few before it in the queue take.
  let queue: Promise<unknown> = Promise.resolve();
  const slow: Bucket = {
    ...clock,
    put(key, body, options) {
      const turn = queue.then(async () => {
        const info = await clock.put(key, body, options);
        now += MINUTE;
        await watching.catalog.refresh();
        return info;
      });
      queue = turn;
      return turn;
    },
  };
  const moving = await vault.computer(slow);
  await moving.changes.move(path('a'), path('b'));
  now += 5 * MINUTE;
  await watching.catalog.refresh();
  expect(await vault.contents(watching, 'live')).toEqual((await vault.seen()).live);
  expect(watching.catalog.index('live').isFolder(path('a'))).toBe(false);
});

/** What every computer, new or old, agrees on once all have listed. */
async function agreed(vault: TestVault, ...computers: AccountVault[]) {
  const fresh = await vault.seen();
  for (const computer of computers) {
    for (const full of [false, true]) {
      await computer.catalog.refresh({ full });
      const damage = computer.catalog.damage().map(({ code, path }) => `${code} ${path}`);
      expect({
        live: await vault.contents(computer, 'live'),
        trash: await vault.contents(computer, 'trash'),
        damage,
      }).toEqual(fresh);
    }
  }
  return fresh;
}

/** Two computers of which neither lists before both have written. */
async function meeting(vault: TestVault): Promise<[AccountVault, AccountVault]> {
  let waiting = 2;
  const both = Promise.withResolvers<void>();
  const bucket: Bucket = {
    ...vault.bucket,
    async put(key, body, options) {
      const info = await vault.bucket.put(key, body, options);
      if (key.startsWith('names/') && --waiting === 0) both.resolve();
      if (key.startsWith('names/')) await both.promise;
      return info;
    },
  };
  return [await vault.computer(bucket), await vault.computer(bucket)];
}

test('of two changes at once one counts for both, and the other computer is told (format 3.3)', async () => {
  for (let turn = 0; turn < 6; turn += 1) {
    const { vault } = await filled('a');
    const [one, two] = await meeting(vault);
    const [renamed, trashed] = await Promise.allSettled([
      one.changes.move(path('a'), path('one')),
      two.changes.trash(path('a')),
    ]);
    const seen = await agreed(vault, one, two);
    const lost = Object.keys(seen.live).length > 0 ? trashed : renamed;
    expect([renamed.status, trashed.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(lost).toMatchObject({ status: 'rejected', reason: conflict });
    expect([seen.live, seen.trash]).toEqual(lost === trashed ? [{ one: ['a'] }, {}] : [{}, { a: ['a'] }]);
  }
});

test('a deletion takes itself back where a rename came between, and the file stays (format 3.7)', async () => {
  for (const name of [path('a'), longPath('a')]) {
    const { vault } = await filled(name, 'b/other');
    const renaming = await vault.computer();
    // Behind the "gone" record and before the second listing.
    let armed = false;
    const deleting = await vault.computer({
      ...vault.bucket,
      async *list(options) {
        if (armed && options?.prefix?.startsWith('files/')) {
          armed = false;
          await expect(renaming.changes.move(name, path('renamed'))).rejects.toMatchObject(conflict);
        }
        yield* vault.bucket.list(options);
      },
    });
    armed = true;
    await expect(deleting.changes.deleteForGood(name)).rejects.toMatchObject(conflict);
    expect(await agreed(vault, renaming, deleting)).toEqual({
      live: { renamed: [name], 'b/other': ['b/other'] },
      trash: {},
      damage: [],
    });
  }
});

test('a deletion takes itself back also where the rename has a higher revision or does not open (format 3.7)', async () => {
  for (const kind of ['higher', 'foreign'] as const) {
    const { vault, computer } = await filled('a');
    const file = computer.catalog.select(path('a'))[0]!;
    const deleting = await vault.computer();
    const { layout } = vault.vault;
    let forged = '';
    if (kind === 'higher') await vault.writeChange(file.id, 2, { ...file.record, path: path('renamed') });
    else {
      const key = { changeId: file.id, fileId: file.id, revision: 5, name: 'A'.repeat(128) };
      await vault.bucket.put((forged = layout.change(computer.accountId, key)), Buffer.alloc(0));
    }
    await expect(deleting.changes.deleteForGood(path('a'))).rejects.toMatchObject(conflict);
    if (kind === 'foreign') await vault.bucket.delete(forged);
    expect((await vault.seen()).live).toEqual(kind === 'higher' ? { renamed: ['a'] } : { a: ['a'] });
    expect(await keysOf(vault.bucket, 'names/')).toHaveLength(kind === 'higher' ? 1 : 0);
  }
});

test('of a folder only the file that was renamed stays; the others are deleted (format 3.7)', async () => {
  const { vault, computer } = await filled('a/1', 'a/2', 'a/3');
  const deleting = await vault.computer();
  await vault.writeChange(computer.catalog.select(path('a/2'))[0]!.id, 1, {
    ...computer.catalog.select(path('a/2'))[0]!.record,
    path: path('kept'),
  });
  await expect(deleting.changes.deleteForGood(path('a'))).rejects.toMatchObject(conflict);
  expect(await agreed(vault, computer, deleting)).toEqual({ live: { kept: ['a/2'] }, trash: {}, damage: [] });
  expect(await keysOf(vault.bucket, 'files/')).toHaveLength(1);
});

test('a rename that meets a deletion says so, whichever record wins, and no false alarm is left (format 3.7)', async () => {
  for (const [name, to] of [
    ['a', 'renamed'],
    [longPath('a'), 'renamed'],
    [longPath('a'), longPath('renamed')],
  ] as const) {
    // Which of two records of one revision wins is chance.
    for (let turn = 0; turn < 8; turn += 1) {
      const { vault } = await filled(name);
      const deleting = await vault.computer();
      // The whole deletion happens between the rename's look at its catalog and its record, whose long name it takes along.
      const late = await vault.computer(
        before(vault.bucket, 'put', /^names/, () => deleting.changes.deleteForGood(path(name))),
      );
      await expect(late.changes.move(path(name), path(to))).rejects.toMatchObject(conflict);
      expect(await agreed(vault, deleting, late)).toEqual({ live: {}, trash: {}, damage: [] });
    }
  }
});

test('a restoring that meets a deletion either keeps the file or says that it is gone, and all agree (format 3.3, 3.7)', async () => {
  for (const kind of ['restored in time', 'restored too late'] as const) {
    for (let turn = 0; turn < 4; turn += 1) {
      const { vault, computer } = await filled('a');
      await computer.changes.trash(path('a'));
      const other = await vault.computer();
      if (kind === 'restored in time') {
        // Behind the "gone" record and before the listing that looks for rivals.
        const restore = () => expect(other.changes.restore(path('a'))).rejects.toMatchObject(conflict);
        let armed = false;
        const deleting = await vault.computer({
          ...vault.bucket,
          async *list(options) {
            if (armed && options?.prefix?.startsWith('files/')) {
              armed = false;
              await restore();
            }
            yield* vault.bucket.list(options);
          },
        });
        armed = true;
        await expect(deleting.changes.deleteForGood(path('a'))).rejects.toMatchObject(conflict);
        expect(await agreed(vault, other, deleting)).toEqual({ live: { a: ['a'] }, trash: {}, damage: [] });
      } else {
        const late = await vault.computer(
          before(vault.bucket, 'put', /^names/, () => other.changes.deleteForGood(path('a'))),
        );
        await expect(late.changes.restore(path('a'))).rejects.toMatchObject(conflict);
        expect(await agreed(vault, other, late)).toEqual({ live: {}, trash: {}, damage: [] });
      }
    }
  }
});

test('two who delete one file at once leave a "gone" record, and nobody is alarmed (format 3.7)', async () => {
  for (const name of ['a', longPath('a')]) {
    const { vault } = await filled(name);
    const [remembering, second] = [await vault.computer(), await vault.computer()];
    // Both have written before either lists.
    const first = await vault.computer(
      before(vault.bucket, 'delete', /^files/, () => second.changes.deleteForGood(path(name))),
    );
    await first.changes.deleteForGood(path(name));
    expect(await agreed(vault, remembering, first, second)).toEqual({ live: {}, trash: {}, damage: [] });
    expect((await keysOf(vault.bucket, 'names/')).length).toBeGreaterThan(0);
    expect(await keysOf(vault.bucket, 'files/')).toEqual([]);
  }
});

test('two deletions that each saw the other keep at least one "gone" record (format 3.7)', async () => {
  const { vault } = await filled('a');
  const remembering = await vault.computer();
  const computers = await meeting(vault);
  await Promise.all(computers.map(({ changes }) => changes.deleteForGood(path('a'))));
  expect(await keysOf(vault.bucket, 'names/')).toHaveLength(2);
  expect(await agreed(vault, remembering, ...computers)).toEqual({ live: {}, trash: {}, damage: [] });
});

test('who listed while a deletion was under way sees the file again after it was taken back (format 3.7)', async () => {
  // Which of two records of one revision wins is chance.
  for (let turn = 0; turn < 8; turn += 1) {
    const { vault, computer } = await filled('a');
    const { id, record } = computer.catalog.select(path('a'))[0]!;
    const key = await vault.writeChange(id, 1, { ...record, state: 'gone' });
    await computer.catalog.refresh();
    expect(computer.catalog.isGone(id)).toBe(true);
    // The deletion found this rename, of its own revision, and took its record back.
    await vault.writeChange(id, 1, { ...record, path: path('renamed') });
    await vault.bucket.delete(key);
    await computer.catalog.refresh();
    expect(await vault.contents(computer, 'live')).toEqual({ renamed: ['a'] });
    expect(await agreed(vault, computer)).toEqual({ live: { renamed: ['a'] }, trash: {}, damage: [] });
  }
});

test('a vanished content without a "gone" of its revision is an alarm, an old taken-back one changes nothing (format 3.7)', async () => {
  const { vault, computer } = await filled('a');
  const { id, record, objectKey } = computer.catalog.select(path('a'))[0]!;
  await vault.writeChange(id, 1, { ...record, state: 'gone' });
  await vault.writeChange(id, 2, { ...record, path: path('renamed') });
  await vault.bucket.delete(objectKey);
  expect(await vault.seen()).toEqual({ live: {}, trash: {}, damage: ['vanished renamed'] });
});

test('a change that was aborted is not written', async () => {
  const { vault, changes } = await filled('a/1', 'a/2');
  const before = await keysOf(vault.bucket);
  const signal = AbortSignal.abort(new Error('stopped'));
  for (const act of [
    () => changes.move(path('a'), path('b'), { signal }),
    () => changes.trash(path('a'), { signal }),
    () => changes.deleteForGood(path('a'), { signal }),
  ]) {
    await expect(act()).rejects.toThrow('stopped');
  }
  expect(await keysOf(vault.bucket)).toEqual(before);
});

test('a deletion for good that was stopped half way is ended later, but not where a rename stands beside it', async () => {
  const { vault, computer } = await filled('d/1', 'd/2', 'd/3', 'kept');
  let now = Date.now();
  const clock = atTime(vault.bucket, () => new Date(now));
  const cut = { ...clock, delete: () => Promise.reject(new BucketError('unreachable', 'The network went.')) };
  const deleting = await vault.computer(cut);
  await expect(deleting.changes.deleteForGood(path('d'))).rejects.toMatchObject({ code: 'unreachable' });
  const [renamed] = computer.catalog.select(path('d/3'));
  await vault.writeChange(renamed!.id, 1, { ...renamed!.record, path: path('new') });
  const contents = async () => (await keysOf(vault.bucket, 'files/')).length;
  const finish = async () => finishDeletions(await vault.computer(clock));
  await finish();
  expect(await contents()).toBe(4);
  now += 61 * MINUTE;
  await finish();
  expect(await contents()).toBe(2);
  const seen = await vault.seen();
  expect([seen.live['kept'], seen.damage]).toEqual([['kept'], []]);
  await finish();
  expect(await contents()).toBe(2);
});
