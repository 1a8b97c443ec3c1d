import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import { ActivityLog } from '../state/activity-log.ts';
import { openState } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { RotationMemory } from '../state/rotation-memory.ts';
import { KeptTokens } from '../state/token-table.ts';
import { Activity } from '../transfers/activity.ts';
import { PersonalTokens } from '../transfers/personal-tokens.ts';
import { Ledger } from '../vault/ledger.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { TestPeople } from '../vault/test-people.ts';
import { before, keysOf } from '../vault/test-vault.ts';
import { KeptRotations } from './kept-rotations.ts';
import { SessionStore } from './session-store.ts';
import { startTestServer, until } from './test-server.ts';

const CLIENT = { side: 'local', address: '127.0.0.1', device: 'a test' } as const;
const now = () => new Date();

/** Three files of one account, and what this computer remembers, which lasts over its processes. */
async function place() {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const ana = await people.session(account);
  for (const name of ['a', 'b', 'c']) await people.put(ana, name, name);
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-rotations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const open = async (bucket?: Bucket) => people.session(account, bucket);
  return { people, open, process: () => processOf(folder) };
}

/** What a server is made of as far as this goes. */
async function processOf(folder: string) {
  const state = await openState(folder);
  onTestFinished(() => state.destroy());
  const [sessions, activity, memory] = [
    new SessionStore(now),
    new Activity(new ActivityLog(state, now), now),
    new RotationMemory(state),
  ];
  const rotations = new KeptRotations({
    memory,
    sessions,
    activity,
    tokens: new PersonalTokens(new KeptTokens(state), now),
  });
  sessions.started = (session) => rotations.opened(session);
  return { sessions, rotations, activity, memory };
}

type Opened = Awaited<ReturnType<TestPeople['session']>>;

async function underNewest({ catalog }: Opened): Promise<boolean[]> {
  await catalog.refresh({ full: true });
  const isNewest = ({ id }: CatalogFile) => {
    const { revision, name } = Ledger.counting(catalog.ledger.get(id)!)!;
    return catalog.box.isNewest(id, revision, name);
  };
  return Promise.all([...catalog.files].map(isNewest));
}

test('names that a log-out left under the old key are sealed anew at the next log-in, and Activity tells both', async () => {
  const { people, open, process } = await place();
  const first = await process();
  const leave = async () => first.sessions.endAll();
  const { session } = first.sessions.start(await open(before(people.bucket, 'put', /^names\//, leave)), CLIENT);
  await first.rotations.begin(session);
  await first.rotations.settled();
  const told = async () => (await first.activity.find(session.vault)).map(({ outcome, device }) => [outcome, device]);
  expect(await told()).toEqual([['interrupted', 'a test']]);
  // In another process: the one before may have been killed.
  const second = await process();
  const { session: again } = second.sessions.start(await open(), CLIENT);
  await second.rotations.settled();
  expect(again.vault.own.keyring.nameKeys).toHaveLength(2);
  expect(await underNewest(again.vault)).toEqual([true, true, true]);
  expect(await told()).toEqual([
    ['done', 'Latchkey'],
    ['interrupted', 'a test'],
  ]);
  // It is finished: another log-in has nothing to do.
  second.sessions.start(await open(), CLIENT);
  await second.rotations.settled();
  expect(await told()).toHaveLength(2);
});

test('a log-in that ends stops nothing while another one of the account is there', async () => {
  const { people, open, process } = await place();
  const { sessions, rotations, activity } = await process();
  const leave = async () => sessions.end(session.id);
  const { session } = sessions.start(await open(before(people.bucket, 'put', /^names\//, leave)), CLIENT);
  const { session: other } = sessions.start(session.vault, CLIENT);
  await rotations.begin(session);
  await rotations.settled();
  expect(session.ended.aborted).toBe(true);
  expect(await underNewest(other.vault)).toEqual([true, true, true]);
  expect((await activity.find(other.vault)).map(({ outcome }) => outcome)).toEqual(['done']);
});

test('killed before it drew the key, it draws one at the next log-in, and one alone', async () => {
  const { open, process } = await place();
  const { sessions, rotations, memory } = await process();
  const ana = await open();
  await memory.keep({ vaultId: ana.vault.id, accountId: ana.accountId }, 2);
  for (let logIn = 0; logIn < 2; logIn += 1) sessions.start(ana, CLIENT);
  await rotations.settled();
  expect(ana.own.keyring.nameKeys).toHaveLength(2);
  expect(await underNewest(ana)).toEqual([true, true, true]);
});

test('names that stay under the old key for good are told, once', async () => {
  const { people, open, process } = await place();
  const { sessions, rotations, activity } = await process();
  const ana = await open();
  const [hurt] = await keysOf(people.bucket, 'files/');
  const id = /\/([0-9a-f]{32})\./.exec(hurt!)![1]!;
  const foreign = ana.vault.layout.change(ana.accountId, {
    changeId: id,
    fileId: id,
    revision: 9,
    name: 'A'.repeat(160),
  });
  await people.bucket.put(foreign, Buffer.alloc(0));
  const { session } = sessions.start(ana, CLIENT);
  await rotations.begin(session);
  sessions.start(ana, CLIENT);
  await rotations.settled();
  const told = await activity.find(ana);
  expect(told.map(({ outcome, detail }) => [outcome, detail])).toEqual([['names-left', '1']]);
});

test('a server goes on at the first log-in with what an earlier one was killed in', async () => {
  const first = await startTestServer();
  const token = await first.account('ana');
  const { json } = await first.api('GET', '/api/sessions/current', token);
  const accountId = (json as { account: string }).account;
  await first.halt();
  const { vault: vaultId } = (await new Home(first.home).settings())!;
  const state = await openState(first.home);
  await new RotationMemory(state).keep({ vaultId, accountId }, 2);
  await state.destroy();
  const second = await startTestServer({ root: first.root });
  onTestFinished(() => second.stop());
  const again = await second.logIn('ana');
  const rotated = await until('the names', async () => {
    const answer = await second.api('GET', '/api/activity?kind=names-rotated', again);
    return (answer.json['activities'] as { outcome: string; device: string }[])[0];
  });
  expect(rotated).toMatchObject({ outcome: 'done', device: 'Latchkey' });
});
