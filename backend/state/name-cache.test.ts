import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState, type StateDatabase } from './database.ts';
import { NameCache, type ListingOf } from './name-cache.ts';

const OF: ListingOf = { vaultId: 'v', accountId: 'a', place: '/vault' };
const TIMES = { listed: new Date(2000), listedFully: new Date(1000) };

async function database(): Promise<StateDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-cache-'));
  const state = await openState(folder);
  onTestFinished(async () => {
    await state.destroy();
    await rm(folder, { recursive: true });
  });
  return state;
}

type File = Parameters<Parameters<NameCache['load']>[0]>[0][number];

async function loaded(state: StateDatabase, of = OF) {
  const files: File[] = [];
  const times = await new NameCache(state, of).load((page) => void files.push(...page));
  return { times, files };
}

const file = (id: string, objectKeys: string[], seen?: File['seen']): File => ({ id, objectKeys, seen });

test('what is kept comes back: objects, the revision seen, whether its object is still there or not', async () => {
  const state = await database();
  const files = [
    file('1', ['k1']),
    file('2', ['k2', 'k3'], { revision: 1, objectKey: 'k2' }),
    file('3', ['k4'], { revision: 7, objectKey: 'lost' }),
    file('4', [], { revision: 0, objectKey: 'vanished' }),
  ];
  expect(await loaded(state)).toEqual({ times: undefined, files: [] });
  await new NameCache(state, OF).save(TIMES, files);
  expect(await loaded(state)).toEqual({ times: TIMES, files });
  const later = { listed: new Date(4000), listedFully: new Date(3000) };
  await new NameCache(state, OF).save(later, [file('2', ['k3'], { revision: 2, objectKey: 'k3' }), file('4', [])]);
  const changed = [files[0], file('2', ['k3'], { revision: 2, objectKey: 'k3' }), files[2]];
  expect(await loaded(state)).toEqual({ times: later, files: changed });
});

test('each account of each vault has its own, and one at another place counts as never listed', async () => {
  const state = await database();
  await new NameCache(state, OF).save(TIMES, [file('1', ['k'])]);
  for (const other of [{ vaultId: 'w' }, { accountId: 'b' }]) {
    expect(await loaded(state, { ...OF, ...other })).toEqual({ times: undefined, files: [] });
  }
  const moved = { ...OF, place: '/elsewhere' };
  expect(await loaded(state, moved)).toEqual({ times: undefined, files: [file('1', ['k'])] });
  await new NameCache(state, moved).save(TIMES, []);
  expect((await loaded(state, moved)).times).toEqual(TIMES);
});

test('a failure on the way leaves times and files as they were', async () => {
  const state = await database();
  await new NameCache(state, OF).save(TIMES, [file('1', ['k'])]);
  const breaking = function* () {
    for (let id = 0; id < 3000; id += 1) yield file(String(id), ['new']);
    throw new Error('half way');
  };
  const later = { listed: new Date(9000), listedFully: new Date(9000) };
  await expect(new NameCache(state, OF).save(later, breaking())).rejects.toThrow('half way');
  expect(await loaded(state)).toEqual({ times: TIMES, files: [file('1', ['k'])] });
});

test('many files come in order, in pages', async () => {
  const state = await database();
  const files = Array.from({ length: 2500 }, (_, index) => file(String(index).padStart(5, '0'), [`k${index}`]));
  await new NameCache(state, OF).save(TIMES, files);
  expect((await loaded(state)).files).toEqual(files);
});
