import { expect, test } from 'vitest';
import { BucketError } from '../buckets/errors.ts';
import { faulty, type FaultRule, type FaultyCall } from '../buckets/faulty.ts';
import type { AccountVault } from './account-vault.ts';
import { atTime, keysOf, longPath, path, testVault, type TestVault } from './test-vault.ts';

type Act = (vault: TestVault, computer: AccountVault) => Promise<unknown>;
const CALLS: FaultyCall[] = ['put', 'list', 'delete', 'head'];
const KINDS: Record<string, FaultRule['fault'][]> = {
  put: [{ kind: 'fail', code: 'refused' }, { kind: 'lost', code: 'unreachable' }, { kind: 'half' }],
  list: [
    { kind: 'fail', code: 'unreachable' },
    { kind: 'lost', code: 'unreachable' },
  ],
  delete: [
    { kind: 'fail', code: 'unreachable' },
    { kind: 'lost', code: 'unreachable' },
  ],
  head: [{ kind: 'fail', code: 'unreachable' }],
};

const long = longPath('x');
const acts: [string, Act][] = [
  ['a first put', (vault, computer) => vault.put(computer, 'new', 'new')],
  ['a put of a long name', (vault, computer) => vault.put(computer, longPath('new'), 'new')],
  ['a new version', (vault, computer) => vault.put(computer, 'a/one', 'new')],
  ['a late put', (vault, computer) => vault.put(computer, 'late', 'new', { verify: async () => void later(vault) })],
  ['a rename', (_, { changes }) => changes.move(path('b'), path('c'))],
  ['a rename to a long name', (_, { changes }) => changes.move(path('b'), longPath('c'))],
  ['a move to the trash', (_, { changes }) => changes.trash(path('b'))],
  ['a restore', (_, { changes }) => changes.restore(path('old'))],
  ['a deletion for good', (_, { changes }) => changes.deleteForGood(path('b'))],
  ['a deletion of a long name', (_, { changes }) => changes.deleteForGood(long)],
  ['a deletion from the trash', (_, { changes }) => changes.deleteForGood(path('old'))],
];

const clocks = new WeakMap<TestVault, { now: number }>();
const later = (vault: TestVault) => (clocks.get(vault)!.now += 11 * 60_000);

async function setUp() {
  const vault = await testVault();
  const clock = { now: Date.now() };
  clocks.set(vault, clock);
  const computer = await vault.computer();
  await vault.put(computer, 'a/one', '1');
  await vault.put(computer, 'a/two', '2');
  await vault.put(computer, 'b', '3');
  await vault.put(computer, 'old', '4');
  await vault.put(computer, long, '5');
  await computer.changes.trash(path('old'));
  return { vault, bucket: atTime(vault.bucket, () => new Date(clock.now)) };
}

/** Runs it once with one call failing. @returns whether that many calls were made, and what is visible before and after. */
async function attempt(act: Act, on: FaultyCall, nth: number, fault: FaultRule['fault']) {
  const { vault, bucket } = await setUp();
  const before = await vault.seen();
  let calls = 0;
  // Counted from the act on: the first listing has passed.
  const armed = { rules: faulty(bucket, []) };
  const computer = await vault.computer({
    ...bucket,
    put: (...args) => armed.rules.put(...args),
    get: (...args) => armed.rules.get(...args),
    head: (...args) => armed.rules.head(...args),
    list: (...args) => armed.rules.list(...args),
    delete: (...args) => armed.rules.delete(...args),
  });
  const rule = { on, nth, fault };
  const inner = faulty(bucket, [rule]);
  const count = () => (calls += 1);
  armed.rules = {
    ...inner,
    ...(on === 'put' && { put: (...args) => (count(), inner.put(...args)) }),
    ...(on === 'head' && { head: (...args) => (count(), inner.head(...args)) }),
    ...(on === 'list' && { list: (...args) => (count(), inner.list(...args)) }),
    ...(on === 'delete' && { delete: (...args) => (count(), inner.delete(...args)) }),
  };
  const error = await act(vault, computer).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  armed.rules = bucket;
  return { vault, computer, before, error, reached: calls >= nth, after: await vault.seen() };
}

test.each(acts)('%s that fails at any call leaves the old state or the new one, for every computer', async (_, act) => {
  const done = await attempt(act, 'get', 0, { kind: 'fail', code: 'unreachable' });
  expect(done.error).toBeUndefined();
  expect(done.after).not.toEqual(done.before);
  let failures = 0;
  for (const on of CALLS) {
    for (const fault of KINDS[on]!) {
      for (let nth = 1; ; nth += 1) {
        const { vault, computer, error, reached, after } = await attempt(act, on, nth, fault);
        if (!reached) break;
        failures += 1;
        const where = `${on} ${nth} ${fault.kind}`;
        expect(error, where).toBeInstanceOf(BucketError);
        expect([done.before, done.after], where).toContainEqual(after);
        // The computer that met the failure sees the same once it has listed again.
        await computer.catalog.refresh();
        const own = { live: await vault.contents(computer, 'live'), trash: await vault.contents(computer, 'trash') };
        expect({ ...own, damage: computer.catalog.damage() }, where).toEqual(after);
      }
    }
  }
  expect(failures).toBeGreaterThan(0);
});

test('what failed can be done again, and then is as if it had never failed', async () => {
  for (const [name, act] of acts) {
    if (name.includes('put') || name.includes('version')) continue;
    for (const fault of KINDS['put']!) {
      const { vault, computer, before, after, error } = await attempt(act, 'put', 1, fault);
      expect(error, name).toBeInstanceOf(BucketError);
      await computer.catalog.refresh();
      // Lost answers have done it already.
      if (JSON.stringify(after) === JSON.stringify(before)) await act(vault, computer);
      expect(await vault.seen(), `${name} ${fault.kind}`).toEqual((await attempt(act, 'get', 0, fault)).after);
    }
  }
});

test('a folder whose change fails at any call has every file once, whole, under its old or its new name', async () => {
  const folderActs: Act[] = [
    (_, { changes }) => changes.move(path('a'), path('z')),
    (_, { changes }) => changes.trash(path('a')),
    (_, { changes }) => changes.deleteForGood(path('a')),
  ];
  for (const [index, act] of folderActs.entries()) {
    for (const on of ['put', 'list', 'delete'] as const) {
      for (const fault of KINDS[on]!) {
        for (let nth = 1; ; nth += 1) {
          const { after, reached, error } = await attempt(act, on, nth, fault);
          if (!reached) break;
          expect(error).toBeInstanceOf(BucketError);
          expect(after.damage).toEqual([]);
          const all = [...Object.entries(after.live), ...Object.entries(after.trash)];
          const texts = all.filter(([name]) => /^[az]\//.test(name)).flatMap(([, contents]) => contents);
          if (index < 2) expect(texts.sort()).toEqual(['1', '2']);
          else expect(['', '1', '2', '12']).toContain(texts.sort().join(''));
          expect(after.live['b']).toEqual(['3']);
        }
      }
    }
  }
});

test('no content is touched before its "gone" record stands, whatever fails (format 3.7)', async () => {
  const { vault, bucket } = await setUp();
  const contents = await keysOf(vault.bucket, 'files/');
  for (const rule of [
    { on: 'put', fault: { kind: 'fail', code: 'refused' } },
    { on: 'list', nth: 3, fault: { kind: 'fail', code: 'unreachable' } },
  ] as const) {
    const computer = await vault.computer(faulty(bucket, [rule]));
    await expect(computer.changes.deleteForGood(path('a'))).rejects.toBeInstanceOf(BucketError);
    expect(await keysOf(vault.bucket, 'files/')).toEqual(contents);
  }
});
