import { expect, onTestFinished, test, vi } from 'vitest';
import { faulty } from '../buckets/faulty.ts';
import { FULL_PASS_MS, OVERLAP_MS } from './listing.ts';
import { newTimedId } from './id.ts';
import { atTime, keysOf, longPath, path, testVault } from './test-vault.ts';
import type { Bucket, ObjectInfo } from '../buckets/bucket.ts';
import { RecordBox } from './record-box.ts';

const MINUTE = 60_000;

/** Counts the listings, and those that begin at an id. */
function counting(bucket: Bucket) {
  const listed: { prefix: string; after: string | undefined }[] = [];
  const counted: Bucket = {
    ...bucket,
    list(options = {}) {
      listed.push({ prefix: options.prefix ?? '', after: options.after });
      return bucket.list(options);
    },
  };
  return { counted, listed };
}

test('a second computer sees everything: versions, renames, trash, long names (format 3.6)', async () => {
  const vault = await testVault();
  const first = await vault.computer();
  await vault.put(first, 'a/one', '1');
  await vault.put(first, 'a/one', '2');
  await vault.put(first, 'two', '3');
  await vault.put(first, longPath('x'), '4');
  await first.changes.move(path('a'), path('b'));
  await first.changes.move(longPath('x'), longPath('y'));
  await first.changes.trash(path('two'));
  const expected = { live: { 'b/one': ['1', '2'], [longPath('y')]: ['4'] }, trash: { two: ['3'] }, damage: [] };
  expect(await vault.seen()).toEqual(expected);
  expect({
    live: await vault.contents(first, 'live'),
    trash: await vault.contents(first, 'trash'),
    damage: [],
  }).toEqual(expected);
});

test('after the first listing only what is new is asked for, and everything again after a day (format 3.6)', async () => {
  const vault = await testVault();
  let now = 1_800_000_000_000;
  const { counted, listed } = counting(atTime(vault.bucket, () => new Date(now)));
  const computer = await vault.computer(counted);
  expect(listed.map(({ after }) => after)).toEqual([undefined, undefined]);
  now += MINUTE;
  listed.length = 0;
  await computer.catalog.refresh();
  const from = newTimedId(new Date(1_800_000_000_000 - OVERLAP_MS)).slice(0, 12);
  expect(listed.map(({ prefix, after }) => after === `${prefix}${from}`)).toEqual([true, true]);
  now = 1_800_000_000_000 + FULL_PASS_MS;
  listed.length = 0;
  await computer.catalog.refresh();
  expect(listed.every(({ after }) => after !== undefined)).toBe(true);
  now += 1;
  listed.length = 0;
  await computer.catalog.refresh();
  expect(listed.map(({ after }) => after)).toEqual([undefined, undefined]);
});

test('what another computer does is seen at the next listing, with clocks up to ten minutes apart (format 3.6)', async () => {
  for (const off of [-10 * MINUTE, 0, 10 * MINUTE]) {
    const vault = await testVault();
    let now = 1_800_000_000_000;
    const watching = await vault.computer(atTime(vault.bucket, () => new Date(now)));
    const acting = await vault.computer(atTime(vault.bucket, () => new Date(now + off)));
    const turn = async () => {
      now += MINUTE;
      await watching.catalog.refresh();
      return { live: await vault.contents(watching, 'live'), trash: await vault.contents(watching, 'trash') };
    };
    await vault.put(acting, 'a', 'text');
    expect(await turn()).toEqual({ live: { a: ['text'] }, trash: {} });
    now += 90 * MINUTE;
    await watching.catalog.refresh();
    await acting.changes.move(path('a'), path('b'));
    expect(await turn()).toEqual({ live: { b: ['text'] }, trash: {} });
    await acting.changes.trash(path('b'));
    expect(await turn()).toEqual({ live: {}, trash: { b: ['text'] } });
    await acting.changes.restore(path('b'));
    expect(await turn()).toEqual({ live: { b: ['text'] }, trash: {} });
    await acting.changes.deleteForGood(path('b'));
    expect(await turn()).toEqual({ live: {}, trash: {} });
    expect(watching.catalog.damage()).toEqual([]);
  }
});

test('a clock that was far ahead and is set right again hides nothing (format 3.6)', async () => {
  const vault = await testVault();
  let now = 1_900_000_000_000;
  const watching = await vault.computer(atTime(vault.bucket, () => new Date(now)));
  now = 1_800_000_000_000;
  const acting = await vault.computer(atTime(vault.bucket, () => new Date(now)));
  await vault.put(acting, 'a', 'text');
  now += 60 * MINUTE;
  await watching.catalog.refresh();
  expect(await vault.contents(watching, 'live')).toEqual({ a: ['text'] });
});

test('a file that is met only in names/ is looked up, once, and a deleted one not at all (format 3.6)', async () => {
  const vault = await testVault();
  let now = 1_800_000_000_000;
  const clock = (bucket: Bucket) => atTime(bucket, () => new Date(now));
  const acting = await vault.computer(clock(vault.bucket));
  const hidden = await vault.put(acting, 'old', 'text');
  await vault.put(acting, 'deleted', 'text');
  await acting.changes.deleteForGood(path('deleted'));
  // Neither listing of the first two hours shows it, as if the put had ended behind them.
  const hides = [1, 2].map(
    (nth) => ({ on: 'list', key: /^files/, nth, fault: { kind: 'hide', keys: new RegExp(hidden) } }) as const,
  );
  const { counted, listed } = counting(faulty(clock(vault.bucket), hides));
  const watching = await vault.computer(counted);
  expect(watching.catalog.get(hidden)).toBeUndefined();
  expect(listed).toHaveLength(2);
  now += 120 * MINUTE;
  await watching.catalog.refresh();
  await acting.changes.move(path('old'), path('new'));
  listed.length = 0;
  await watching.catalog.refresh();
  expect(await vault.contents(watching, 'live')).toEqual({ new: ['text'] });
  expect(listed.map(({ prefix }) => prefix)).toEqual([
    `files/${watching.accountId}/`,
    `names/${watching.accountId}/`,
    `files/${watching.accountId}/${hidden}.`,
  ]);
});

test('a listing that fails leaves what was known, and the next one misses nothing (format 3.6)', async () => {
  const vault = await testVault();
  let now = 1_800_000_000_000;
  const clock = atTime(vault.bucket, () => new Date(now));
  const acting = await vault.computer(clock);
  await vault.put(acting, 'a', '1');
  for (const key of [/^files/, /^names/]) {
    for (const kind of ['fail', 'lost'] as const) {
      const watching = await vault.computer(
        faulty(clock, [{ on: 'list', key, nth: 2, fault: { kind, code: 'unreachable' } }]),
      );
      await vault.put(acting, `b ${key.source} ${kind}`, '2');
      await acting.changes.move(path('a'), path('c'));
      const known = watching.catalog.index('live').newest();
      await expect(watching.catalog.refresh()).rejects.toMatchObject({ code: 'unreachable' });
      expect(watching.catalog.index('live').newest()).toEqual(known);
      now += 40 * MINUTE;
      await watching.catalog.refresh();
      expect(await vault.contents(watching, 'live')).toEqual((await vault.seen()).live);
      await acting.changes.move(path('c'), path('a'));
    }
  }
});

test('between records of one revision the bytewise smallest sealed name counts, for everybody (format 3.3)', async () => {
  const vault = await testVault();
  const [a, b] = [await vault.computer(), await vault.computer()];
  const winners = new Set<string>();
  // Until either has won: who does is chance.
  for (let turn = 0; winners.size < 2; turn += 1) {
    const id = await vault.put(a, `file ${turn}`, 'text');
    const { record } = a.catalog.get(id)!;
    const keys = [
      await vault.writeChange(id, 1, { ...record, path: path(`by a ${turn}`) }),
      await vault.writeChange(id, 1, { ...record, path: path(`by b ${turn}`) }),
    ];
    const name = (key: string) => vault.vault.layout.parseChange(a.accountId, key)!.name;
    const winner = name(keys[0]!) < name(keys[1]!) ? 'by a' : 'by b';
    winners.add(winner);
    await a.catalog.refresh();
    await b.catalog.refresh({ full: true });
    for (const { catalog } of [a, b]) expect(catalog.get(id)!.record.path).toBe(`${winner} ${turn}`);
  }
});

test('the highest revision counts as a number, wherever its change id sorts (format 3.3)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const id = await vault.put(computer, 'zero', 'text');
  const { record } = computer.catalog.get(id)!;
  const now = Date.now();
  await vault.writeChange(id, 10, { ...record, path: path('ten') }, new Date(now - 5000));
  await vault.writeChange(id, 9, { ...record, path: path('nine') }, new Date(now));
  expect((await vault.seen()).live).toEqual({ ten: ['text'] });
  await computer.catalog.refresh();
  expect(computer.catalog.get(id)!.revision).toBe(10);
  await computer.changes.move(path('ten'), path('eleven'));
  expect(computer.catalog.get(id)!.revision).toBe(11);
});

test('members of a later version outlive a rename (format 3.2)', async () => {
  const vault = await testVault();
  const record = {
    path: path('a'),
    size: 4,
    modified: 1,
    keyId: vault.keyFile.id,
    mediaType: 'a/b',
    unknown: { later: [1] },
  };
  const id = await vault.writeContent(record, Buffer.from('text'));
  const computer = await vault.computer();
  await computer.changes.move(path('a'), path('b'));
  await computer.changes.trash(path('b'));
  await computer.changes.restore(path('b'));
  const after = (await vault.computer()).catalog.get(id)!.record;
  expect(after).toEqual({ ...record, path: 'b', state: undefined, digest: undefined });
});

test('what a computer put itself stays in its catalog though a full listing passed its place meanwhile (format 3.6)', async () => {
  const vault = await testVault();
  const listing = { start: async (): Promise<unknown> => undefined };
  // Contents are listed first; the put ends before names are.
  const computer = await vault.computer({
    ...vault.bucket,
    async *list(options) {
      if (options?.prefix?.startsWith('names/')) await listing.start();
      yield* vault.bucket.list(options);
    },
  });
  listing.start = () => vault.put(computer, 'mine', 'text');
  await computer.catalog.refresh({ full: true });
  expect(await vault.contents(computer, 'live')).toEqual({ mine: ['text'] });
  expect(computer.catalog.damage()).toEqual([]);
});

test('a file that is gone from the bucket without a "gone" is told by who remembers it (format 3.7)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const [a, b] = [await vault.put(computer, 'a', '1'), await vault.put(computer, 'b', '2')];
  await computer.changes.move(path('b'), path('c'));
  for (const id of [a, b]) await vault.bucket.delete(computer.catalog.get(id)!.objectKey);
  // No trace of the first, and a record without content of the second.
  expect((await vault.seen()).damage).toEqual(['vanished c']);
  for (let pass = 0; pass < 2; pass += 1) {
    await computer.catalog.refresh({ full: true });
    expect(
      computer.catalog
        .damage()
        .map(({ code, path }) => `${code} ${path}`)
        .sort(),
    ).toEqual(['vanished a', 'vanished c']);
    expect(() => computer.catalog.select(path('a'))).toThrow(expect.objectContaining({ code: 'vanished' }));
  }
});

test('a file whose revision goes back is told by who remembers it, and comes back with its record (format 3.7)', async () => {
  const vault = await testVault();
  const id = await vault.put(await vault.computer(), 'a', '1');
  await (await vault.computer()).changes.move(path('a'), path('b'));
  // Names are listed a second time before anything is told.
  const hide = [2, 3].map((nth) => ({ on: 'list', key: /^names/, nth, fault: { kind: 'hide', keys: /./ } }) as const);
  const computer = await vault.computer(faulty(vault.bucket, hide));
  await computer.catalog.refresh({ full: true });
  expect(computer.catalog.damage()).toEqual([{ id, code: 'rolled-back', path: 'b' }]);
  expect(() => computer.catalog.select(path('b'))).toThrow(expect.objectContaining({ code: 'rolled-back' }));
  expect(computer.catalog.index('live').newest()).toEqual([]);
  await computer.catalog.refresh({ full: true });
  expect(await vault.contents(computer, 'live')).toEqual({ b: ['1'] });
  expect(computer.catalog.damage()).toEqual([]);
});

test('a file deleted for good is no alarm for who remembers it, nor for anybody else (format 3.7)', async () => {
  const vault = await testVault();
  const remembering = await vault.computer();
  const id = await vault.put(remembering, 'a', '1');
  await remembering.changes.move(path('a'), path('b'));
  await (await vault.computer()).changes.deleteForGood(path('b'));
  await remembering.catalog.refresh({ full: true });
  for (const { catalog } of [remembering, await vault.computer()]) {
    expect(catalog.damage()).toEqual([]);
    expect(catalog.isGone(id)).toBe(true);
    expect(() => catalog.select(path('b'))).toThrow(expect.objectContaining({ code: 'not-found' }));
  }
});

test('a listing of thousands of files lets others have their turn while it opens the names', async () => {
  const vault = await testVault();
  const { layout, id } = vault.vault;
  const { keyring, record } = vault.account;
  const box = new RecordBox({ ...vault.vault, id }, { accountId: record.id, nameKeys: { all: keyring.nameKeys } });
  const page: ObjectInfo[] = [];
  for (let index = 0; index < 3000; index += 1) {
    const fileId = newTimedId(new Date());
    const file = { path: path(`a/${index}`), size: 0, modified: 1, keyId: vault.keyFile.id };
    const key = await box.seal(fileId, 0, file, (name) => layout.content(record.id, { fileId, name }));
    page.push({ key, size: 160, modified: new Date() });
  }
  let turns = 0;
  let busy = true;
  const count = () => void (busy && ((turns += 1), setImmediate(count)));
  const listing: Bucket = {
    ...vault.bucket,
    // In memory, so that no turn is had by waiting for the disk.
    async *list({ prefix = '' } = {}) {
      if (prefix.startsWith('files/')) yield page;
      else setImmediate(count);
    },
  };
  const computer = await vault.computer(listing);
  busy = false;
  expect(computer.catalog.select(path('a'))).toHaveLength(3000);
  expect(turns).toBeGreaterThan(3);
});

test('a path that nothing has is not found, in the vault and in the trash', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  await vault.put(computer, 'a/b', '1');
  for (const text of ['b', 'a/bb', 'a/b/c']) {
    expect(() => computer.catalog.select(path(text))).toThrow(expect.objectContaining({ code: 'not-found' }));
  }
  expect(() => computer.catalog.select(path('a'), 'trash')).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(computer.catalog.select(path('a')).map(({ record }) => record.path)).toEqual(['a/b']);
});

test('keys that are none of Latchkey’s are passed over (format 3)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const id = await vault.put(computer, 'a', '1');
  const { objectKey } = computer.catalog.get(id)!;
  const junk = [
    `files/${computer.accountId}/.DS_Store`,
    `${objectKey}.bak`,
    `${objectKey} (copy)`,
    `names/${computer.accountId}/x`,
  ];
  for (const key of junk) await vault.bucket.put(key, Buffer.from('junk'));
  expect(await vault.seen()).toEqual({ live: { a: ['1'] }, trash: {}, damage: [] });
  expect(await keysOf(vault.bucket)).toHaveLength(6);
});

test('on a bucket with a clock of its own two computers miss nothing of each other, whatever their own clocks say (format 3)', async () => {
  onTestFinished(() => void vi.useRealTimers());
  for (const off of [-60 * MINUTE, 60 * MINUTE]) {
    const vault = await testVault();
    let now = 1_800_000_000_000;
    const clock = atTime(vault.bucket, () => new Date(now));
    const [watching, acting] = [await vault.computer(clock), await vault.computer(clock)];
    const turn = async (act: () => Promise<unknown>) => {
      now += 30 * MINUTE;
      await watching.catalog.refresh();
      vi.useFakeTimers({ toFake: ['Date'], now: now + off });
      await act();
      vi.useFakeTimers({ toFake: ['Date'], now });
      await watching.catalog.refresh();
      return { live: await vault.contents(watching, 'live'), trash: await vault.contents(watching, 'trash') };
    };
    const late = async function* () {
      now += 20 * MINUTE;
      yield Buffer.from('late');
    };
    expect((await turn(() => vault.put(acting, 'a', 'text'))).live).toEqual({ a: ['text'] });
    expect((await turn(() => acting.changes.move(path('a'), path('b')))).live).toEqual({ b: ['text'] });
    // It takes twenty minutes, and others list all the while.
    const upload = () => vault.put(acting, 'film', 'late', { bytes: late() });
    expect((await turn(upload)).live).toEqual({ b: ['text'], film: ['late'] });
    expect(await turn(() => acting.changes.trash(path('b')))).toEqual({
      live: { film: ['late'] },
      trash: { b: ['text'] },
    });
    vi.useRealTimers();
    expect(watching.catalog.damage()).toEqual([]);
  }
});

test('a listing of everything while a file is put and another renamed shows both, and holds up nobody (format 3.6)', async () => {
  const vault = await testVault();
  const gate = Promise.withResolvers<void>();
  let isHeld = false;
  const held: Bucket = {
    ...vault.bucket,
    async *list(options = {}) {
      yield* vault.bucket.list(options);
      // It has passed everything that comes from now on.
      if (isHeld && options.after === undefined) await gate.promise;
    },
  };
  const computer = await vault.computer(held);
  await vault.put(computer, 'old', '1');
  isHeld = true;
  const everything = computer.catalog.refresh({ full: true });
  await vault.put(computer, 'new', '2');
  await computer.changes.move(path('old'), path('renamed'));
  gate.resolve();
  await everything;
  expect(await vault.contents(computer, 'live')).toEqual({ renamed: ['1'], new: ['2'] });
  expect(computer.catalog.damage()).toEqual([]);
});
