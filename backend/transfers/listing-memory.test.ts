import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { faulty } from '../buckets/faulty.ts';
import { openState, STATE_FILE, type StateDatabase } from '../state/database.ts';
import { NameCache } from '../state/name-cache.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { atTime, keysOf, longPath, path, testVault, type TestVault } from '../vault/test-vault.ts';

const MINUTE = 60_000;
const BEGIN = 1_800_000_000_000;

async function homeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-listing-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A computer of the account that remembers its listings in a home folder; each call is a start of the program. */
class Computer {
  readonly #vault: TestVault;
  readonly #home: string;
  readonly news: number[] = [];
  #state: StateDatabase | undefined;

  constructor(vault: TestVault, home: string) {
    this.#vault = vault;
    this.#home = home;
  }

  /** @param behind whether a listing of everything runs behind what is asked, as it does for the window */
  async start(bucket = this.#vault.bucket, { behind = false } = {}): Promise<AccountVault> {
    await this.stop();
    this.#state = await openState(this.#home);
    const { vault, account } = this.#vault;
    const place = bucket.place;
    const memory = new NameCache(this.#state, { vaultId: vault.id, accountId: account.record.id, place });
    const listing = { memory, ...(behind && { onNews: () => void this.news.push(this.news.length) }) };
    return accountVault({ ...vault, bucket }, account, listing);
  }

  async stop(): Promise<void> {
    await this.#state?.destroy();
    this.#state = undefined;
  }

  /** What it sees of a bucket as it is now, by listing everything. */
  async look(bucket = this.#vault.bucket): Promise<AccountVault> {
    const vault = await this.start(bucket);
    await vault.catalog.refresh();
    await vault.catalog.atRest();
    return vault;
  }
}

async function place(): Promise<{ vault: TestVault; home: string; computer: Computer }> {
  const [vault, home] = [await testVault(), await homeFolder()];
  const computer = new Computer(vault, home);
  onTestFinished(() => computer.stop());
  return { vault, home, computer };
}

/** Notes which listings are asked for; those of everything wait until they are let through. */
function gated(bucket: Bucket) {
  const gate = Promise.withResolvers<void>();
  const listed: string[] = [];
  const held: Bucket = {
    ...bucket,
    async *list(options = {}) {
      listed.push(`${options.prefix?.split('/')[0]} ${options.after === undefined ? 'all' : 'new'}`);
      if (options.after === undefined) await gate.promise;
      yield* bucket.list(options);
    },
  };
  return { held, listed, open: gate.resolve };
}

test('after a start the list stands before everything was listed, and what the cache missed comes by itself (format 3.6)', async () => {
  const { vault, computer } = await place();
  let now = BEGIN;
  const other = await vault.computer(atTime(vault.bucket, () => new Date(now)));
  await vault.put(other, 'old', '1');
  await vault.put(other, longPath('x'), '2');
  await computer.look(atTime(vault.bucket, () => new Date(now)));
  // Behind the overlap of the next listing: only a listing of everything finds it.
  await vault.put(await vault.computer(atTime(vault.bucket, () => new Date(BEGIN - 60 * MINUTE))), 'late', '3');
  now += 60 * MINUTE;
  await vault.put(other, 'new', '4');
  const { held, listed, open } = gated(atTime(vault.bucket, () => new Date(now)));
  const started = await computer.start(held, { behind: true });
  await started.catalog.refresh();
  expect(await vault.contents(started, 'live')).toEqual({ old: ['1'], [longPath('x')]: ['2'], new: ['4'] });
  expect(listed.slice(0, 2)).toEqual(['files new', 'names new']);
  const newsBefore = computer.news.length;
  open();
  await started.catalog.atRest();
  expect(Object.keys(await vault.contents(started, 'live')).sort()).toEqual(
    [longPath('x'), 'late', 'new', 'old'].sort(),
  );
  expect(computer.news.length).toBe(newsBefore + 1);
  listed.length = 0;
  await started.catalog.refresh();
  await started.catalog.atRest();
  expect(listed).toEqual(['files new', 'names new']);
});

test('without its cache a computer sees the same; with a damaged one too', async () => {
  const { vault, home, computer } = await place();
  const other = await vault.computer();
  await vault.put(other, 'a/b', '1');
  await vault.put(other, 'c', '2');
  await other.changes.trash(path('c'));
  const expected = { live: { 'a/b': ['1'] }, trash: { c: ['2'] } };
  const see = async () => {
    const seen = await computer.look();
    return { live: await vault.contents(seen, 'live'), trash: await vault.contents(seen, 'trash') };
  };
  expect(await see()).toEqual(expected);
  await computer.stop();
  for (const name of await readdir(home)) await rm(join(home, name));
  expect(await see()).toEqual(expected);
  await computer.stop();
  const bytes = await readFile(join(home, STATE_FILE));
  await writeFile(join(home, STATE_FILE), bytes.fill(0x5a, 100, 6000));
  expect(await see()).toEqual(expected);
});

test('the cache holds no name of a file, no path and no key id in the clear', async () => {
  const { vault, home, computer } = await place();
  const other = await vault.computer();
  const secrets = ['Kündigung', 'tax return', 'moved to here', vault.keyFile.id];
  await vault.put(other, 'Kündigung/tax return.pdf', '1');
  await other.changes.move(path('Kündigung/tax return.pdf'), path('moved to here'));
  await computer.look();
  await computer.stop();
  const files = await readdir(home);
  const kept = Buffer.concat(await Promise.all(files.map((name) => readFile(join(home, name)))));
  // What is looked for is really there: the object keys are.
  expect(kept.includes(Buffer.from((await keysOf(vault.bucket, 'names/'))[0]!))).toBe(true);
  for (const secret of secrets) expect(kept.includes(Buffer.from(secret))).toBe(false);
});

test('a file that vanished while the program was not running is told at each start until it is acknowledged (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  const [one, two] = [await vault.put(other, 'one', '1'), await vault.put(other, 'two', '2')];
  await vault.put(other, 'three', '3');
  await computer.look();
  for (const id of [one, two]) await vault.bucket.delete(other.catalog.get(id)!.objectKey);
  const alarms = [
    { id: one, code: 'vanished', path: 'one' },
    { id: two, code: 'vanished', path: 'two' },
  ];
  for (let start = 0; start < 3; start += 1) expect((await computer.look()).catalog.alarms()).toEqual(alarms);
  const seeing = await computer.look();
  await seeing.catalog.acknowledge(one);
  expect(seeing.catalog.alarms()).toEqual(alarms.slice(1));
  await seeing.catalog.atRest();
  const after = await computer.look();
  expect(after.catalog.alarms()).toEqual(alarms.slice(1));
  expect(() => after.catalog.select(path('two'))).toThrow(expect.objectContaining({ code: 'vanished' }));
  expect(() => after.catalog.select(path('one'))).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a file that came back is no alarm any more (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  const id = await vault.put(other, 'one', '1');
  await computer.look();
  const hide = [1, 2].map(
    (nth) => ({ on: 'list', key: /^files/, nth, fault: { kind: 'hide', keys: new RegExp(id) } }) as const,
  );
  expect((await computer.look(faulty(vault.bucket, hide))).catalog.alarms()).toHaveLength(1);
  const back = await computer.look();
  expect(back.catalog.alarms()).toEqual([]);
  expect(await vault.contents(back, 'live')).toEqual({ one: ['1'] });
});

test('a revision that went back while the program was not running is told, and stays told when it is listed again (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  const id = await vault.put(other, 'one', '1');
  await other.changes.move(path('one'), path('two'));
  await other.changes.move(path('two'), path('three'));
  await computer.look();
  const newest = (await keysOf(vault.bucket, 'names/')).at(-1)!;
  await vault.bucket.delete(newest);
  const alarm = { id, code: 'rolled-back', path: 'three' };
  const seeing = await computer.look();
  expect(seeing.catalog.alarms()).toEqual([alarm]);
  await seeing.catalog.refresh();
  await seeing.catalog.refresh({ full: true });
  expect(seeing.catalog.alarms()).toEqual([alarm]);
  expect(() => seeing.catalog.select(path('three'))).toThrow(expect.objectContaining({ code: 'rolled-back' }));
  await seeing.catalog.atRest();
  const again = await computer.look();
  expect(again.catalog.alarms()).toEqual([alarm]);
  await again.catalog.acknowledge(id);
  expect(again.catalog.alarms()).toEqual([]);
  await again.catalog.atRest();
  const after = await computer.look();
  expect(after.catalog.alarms()).toEqual([]);
  expect(await vault.contents(after, 'live')).toEqual({ two: ['1'] });
});

test('a record that does not open hides no rollback, also when both come between two starts (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  const id = await vault.put(other, 'one', '1');
  await other.changes.move(path('one'), path('two'));
  await computer.look();
  const [change] = await keysOf(vault.bucket, 'names/');
  await vault.bucket.delete(change!);
  const junk = change!.replace('.1.', '.9.');
  await vault.bucket.put(junk, Buffer.alloc(0));
  expect((await computer.look()).catalog.damage()).toMatchObject([{ id, code: 'tampered' }]);
  await vault.bucket.delete(junk);
  expect((await computer.look()).catalog.alarms()).toEqual([{ id, code: 'rolled-back', path: 'two' }]);
});

test('what was deleted for good is no alarm at the next start, while it is done and afterwards (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  await vault.put(other, 'one', '1');
  await other.changes.move(path('one'), path('two'));
  await computer.look();
  await other.changes.deleteForGood(path('two'));
  const after = await computer.look();
  expect(after.catalog.damage()).toEqual([]);
  // The "gone" itself is not what anybody would miss.
  for (const key of await keysOf(vault.bucket, 'names/')) await vault.bucket.delete(key);
  for (let start = 0; start < 2; start += 1) expect((await computer.look()).catalog.damage()).toEqual([]);
});

test('a deletion for good in the middle of a listing of everything is no alarm (format 3.7)', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  for (const name of ['one', 'two', 'three']) {
    await vault.put(other, name, name);
    await other.changes.move(path(name), path(`moved/${name}`));
  }
  await computer.look();
  let waiting = true;
  const between: Bucket = {
    ...vault.bucket,
    async *list(options = {}) {
      if (options.prefix?.startsWith('names/') !== true || !waiting) {
        yield* vault.bucket.list(options);
        return;
      }
      waiting = false;
      // It passed the place of the "gone" before that was written, and the place of the older name after that was deleted.
      const before = await keysOf(vault.bucket, options.prefix);
      await other.changes.deleteForGood(path('moved/two'));
      for await (const page of vault.bucket.list(options)) yield page.filter(({ key }) => before.includes(key));
    },
  };
  const seeing = await computer.look(between);
  expect(waiting).toBe(false);
  expect(seeing.catalog.damage()).toEqual([]);
  expect(await vault.contents(seeing, 'live')).toEqual({ 'moved/one': ['one'], 'moved/three': ['three'] });
});

test('a vault that was carried to another place is listed anew there, and a state older than seen is told', async () => {
  const { vault, computer } = await place();
  const other = await vault.computer();
  const id = await vault.put(other, 'one', '1');
  await vault.put(other, 'two', '2');
  await other.changes.move(path('one'), path('moved'));
  await computer.look();
  const [change] = await keysOf(vault.bucket, 'names/');
  const elsewhere: Bucket = {
    ...vault.bucket,
    place: '/elsewhere',
    async *list(options) {
      for await (const page of vault.bucket.list(options)) yield page.filter(({ key }) => key !== change);
    },
  };
  expect((await computer.look(elsewhere)).catalog.alarms()).toEqual([{ id, code: 'rolled-back', path: 'moved' }]);
});

/** All that a catalog says: versions by path, the trash, what is damaged. */
function said({ catalog }: AccountVault) {
  const of = (state: 'live' | 'trash') => {
    const index = catalog.index(state);
    return index.newest().map(({ record }) => [record.path, index.versions(record.path).map(({ id }) => id)]);
  };
  return { live: of('live'), trash: of('trash'), damage: catalog.damage() };
}

const anyTurn = fc.record({
  act: fc.constantFrom('put', 'put', 'late', 'move', 'trash', 'restore', 'delete'),
  name: fc.constantFrom('a', 'b', 'c/d', 'c/e', longPath('x')),
  to: fc.constantFrom('a', 'f', 'c/g', longPath('y')),
  by: fc.nat(1),
  minutes: fc.nat(40),
  next: fc.constantFrom('refresh', 'refresh', 'full', 'restart', 'restart', 'lose', 'nothing'),
  /** Pages of listings until one fails; more than there are: none does. */
  failsAfter: fc.nat(8),
  rests: fc.boolean(),
});

test('whatever others do, and wherever it is interrupted, a computer with a memory sees what listing everything shows', async () => {
  const counts = { acts: 0, failures: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyTurn, { minLength: 4, maxLength: 14 }), async (turns) => {
      const { vault, home, computer } = await place();
      let now = BEGIN;
      const clock = atTime(vault.bucket, () => new Date(now));
      const others = [await vault.computer(clock), await vault.computer(clock)];
      let pagesLeft = Infinity;
      const breaking: Bucket = {
        ...clock,
        async *list(options) {
          for await (const page of clock.list(options)) {
            if (--pagesLeft < 0) throw new BucketError('unreachable', 'A fault made for a test.');
            yield page;
          }
        },
      };
      let watching = await computer.start(breaking, { behind: true });
      for (const { act, name, to, by, minutes, next, failsAfter, rests } of turns) {
        const acting = others[by]!;
        await acting.catalog.refresh();
        try {
          await take(vault, acting, { act, name, to }, () => (now += 20 * MINUTE));
          counts.acts += 1;
        } catch (error) {
          if ((error as { name: string }).name !== 'VaultError') throw error;
        }
        now += minutes * MINUTE;
        if (next === 'nothing') continue;
        if (next === 'restart' || next === 'lose') {
          await watching.catalog.atRest();
          await computer.stop();
          if (next === 'lose') for (const file of await readdir(home)) await rm(join(home, file));
          watching = await computer.start(breaking, { behind: true });
        }
        pagesLeft = failsAfter;
        await watching.catalog.refresh({ full: next === 'full' }).catch((error: unknown) => {
          counts.failures += 1;
          expect(error).toMatchObject({ code: 'unreachable' });
        });
        pagesLeft = Infinity;
        await watching.catalog.refresh();
        const fresh = said(await vault.computer(clock));
        expect(said(watching)).toEqual(fresh);
        if (!rests) continue;
        await watching.catalog.atRest();
        expect(said(watching)).toEqual(fresh);
      }
      await watching.catalog.atRest();
    }),
    { numRuns: 25 },
  );
  expect(counts.acts).toBeGreaterThan(50);
  expect(counts.failures).toBeGreaterThan(5);
});

async function take(
  vault: TestVault,
  computer: AccountVault,
  { act, name, to }: { readonly act: string; readonly name: string; readonly to: string },
  pass: () => void,
): Promise<void> {
  const { changes } = computer;
  const target = path(name);
  if (act === 'put') await vault.put(computer, name, 'text');
  if (act === 'late') {
    // Its id was drawn twenty minutes before it is there.
    const bytes = async function* () {
      pass();
      yield Buffer.from('late');
    };
    await vault.put(computer, name, 'late', { bytes: bytes() });
  }
  if (act === 'move') await changes.move(target, path(to));
  if (act === 'trash') await changes.trash(target);
  if (act === 'restore') await changes.restore(target);
  if (act === 'delete') await changes.deleteForGood(target);
}
