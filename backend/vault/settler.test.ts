import { expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import type { AccountVault } from './account-vault.ts';
import { TestPeople } from './test-people.ts';
import { keysOf, longPath } from './test-vault.ts';

/** A file whose name is long and was changed once: its record lies under names/, the name itself under long/. */
async function place() {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const ana = await people.session(account);
  await people.put(ana, longPath('x'), 'long');
  await ana.changes.move(longPath('x'), longPath('y'));
  return { people, ana, open: (bucket = people.bucket) => people.session(account, bucket) };
}

/** Does something when a listing of names is over, before any of them is opened. */
function afterListing(bucket: Bucket, acts: (() => Promise<unknown>)[]): Bucket & { listed: number } {
  const watched: Bucket & { listed: number } = {
    ...bucket,
    listed: 0,
    async *list(options) {
      yield* bucket.list(options);
      if (options?.prefix?.startsWith('names/') !== true) return;
      watched.listed += 1;
      await acts.shift()?.();
    },
  };
  return watched;
}

function shown({ catalog }: AccountVault) {
  return {
    paths: [...catalog.index('live').newest()].map(({ record }) => record.path),
    damage: catalog.damage().map(({ code }) => code),
  };
}

const WHOLE = { paths: [longPath('y')], damage: [] };

test('a long name that is sealed anew between being listed and being opened is no damage', async () => {
  const { people, ana, open } = await place();
  const rotate = async () => {
    await ana.rotation.drawKey();
    expect(await ana.rotation.sealNames()).toEqual({ sealed: 1, left: 0 });
  };
  expect(shown(await open(afterListing(people.bucket, [rotate])))).toEqual(WHOLE);
  // Also twice in a row, and where everything is listed behind what is shown.
  const acts: (() => Promise<unknown>)[] = [];
  const reader = await open(afterListing(people.bucket, acts));
  acts.push(rotate, rotate);
  await reader.catalog.refresh({ full: true });
  expect(shown(reader)).toEqual(WHOLE);
});

test('a long name whose box alone is gone is damaged, and nothing is listed again for it', async () => {
  const { people, open } = await place();
  for (const key of await keysOf(people.bucket, 'long/')) await people.bucket.delete(key);
  const bucket = afterListing(people.bucket, []);
  expect(shown(await open(bucket))).toEqual({ paths: [], damage: ['tampered'] });
  expect(bucket.listed).toBe(1);
});

test('a long name that went without anything in its place is damaged, and never passed over for an older one', async () => {
  const { people, open } = await place();
  const takeAll = async () => {
    for (const prefix of ['names/', 'long/']) {
      for (const key of await keysOf(people.bucket, prefix)) await people.bucket.delete(key);
    }
  };
  const bucket = afterListing(people.bucket, [takeAll]);
  expect(shown(await open(bucket))).toEqual({ paths: [], damage: ['tampered'] });
  expect(bucket.listed).toBe(2);
});
