import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FastifyRequest } from 'fastify';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { ActivityLog } from '../state/activity-log.ts';
import { openState } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { KeptTokens } from '../state/token-table.ts';
import { Activity } from '../transfers/activity.ts';
import { HomeVault } from '../transfers/home-vault.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { MAX_TOKENS, PersonalTokens } from '../transfers/personal-tokens.ts';
import { newTokenText } from '../vault/personal-token.ts';
import { FREE_TRIES, LogInDelay } from './log-in-delay.ts';
import { SessionStore } from './session-store.ts';
import { until } from './test-server.ts';
import { MAX_LIVE, TokenSessions } from './token-sessions.ts';

const HOUR_MS = 60 * 60 * 1000;

const folder = await mkdtemp(join(tmpdir(), 'latchkey-tokens-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const buckets = new OpenBuckets({ get: async () => undefined, keep: async () => undefined });
const homeVault = new HomeVault({ home: new Home(folder), buckets, work: new PasswordWork(), cost: MIN_COST });
const { own, vault } = await homeVault.createAccount('ana', 'seven quiet harbour boats');
const owner = { vaultId: vault.id, accountId: own.id };

/** The account with no tokens yet, and a clock that tests set. @param lend what opens an account */
async function setUp(lend: HomeVault['lend'] = (...held) => homeVault.lend(...held)) {
  let time = Date.UTC(2026, 5, 1);
  const now = () => new Date(time);
  const state = await openState(await mkdtemp(join(folder, 'state-')));
  onTestFinished(() => state.destroy());
  const tokens = new PersonalTokens(new KeptTokens(state), now);
  const [sessions, tokenDelay] = [new SessionStore(now), new LogInDelay(now)];
  const activity = new Activity(new ActivityLog(state, now), now);
  const desk = new TokenSessions({ tokens, homeVault: { lend }, sessions, tokenDelay, activity, now });
  onTestFinished(() => desk.close());
  onTestFinished(() => activity.settled());
  const make = (lasts = HOUR_MS, { vaultId, account } = { vaultId: vault.id, account: own.opened }) =>
    tokens.make(vaultId, account, { name: 'n', scope: ['read'], lasts });
  return { desk, tokens, sessions, tokenDelay, make, pass: (ms: number) => void (time += ms) };
}

const from = (remoteAddress: string) => ({ socket: { remoteAddress } }) as unknown as FastifyRequest;
const HERE = from('127.0.0.1');

test('a token that another process revoked, and one that expired, end what they have under way', async () => {
  const { desk, tokens, make, pass } = await setUp();
  const [revoked, expiring, staying] = [await make(), await make(), await make(3 * HOUR_MS)];
  const [first, second, third] = await Promise.all(
    [revoked, expiring, staying].map(({ text }) => desk.admit(text, HERE)),
  );
  await desk.sweep();
  expect([first, second, third].map((session) => session?.ended.aborted)).toEqual([false, false, false]);
  await tokens.revoke(owner, revoked.token.id);
  await desk.sweep();
  expect([first, second, third].map((session) => session?.ended.aborted)).toEqual([true, false, false]);
  pass(HOUR_MS);
  await desk.admit(staying.text, HERE);
  await desk.sweep();
  expect([first, second, third].map((session) => session?.ended.aborted)).toEqual([true, true, false]);
});

test('what nobody uses leaves the memory after half an hour, unless something of it is under way', async () => {
  const { desk, sessions, make, pass } = await setUp();
  const { text } = await make(24 * HOUR_MS);
  const session = await desk.admit(text, HERE);
  pass(HOUR_MS);
  sessions.isBusy = (ended) => ended === session.ended;
  await desk.sweep();
  expect(session.ended.aborted).toBe(false);
  sessions.isBusy = () => false;
  await desk.sweep();
  expect(session.ended.aborted).toBe(true);
  expect((await desk.admit(text, HERE)).ended.aborted).toBe(false);
});

test('a password that was changed on another computer ends what a token has under way and asks nothing meanwhile', async () => {
  const { desk, sessions, make, pass } = await setUp();
  const user = await homeVault.createAccount('cleo', 'seven quiet harbour boats');
  const account = { vaultId: user.vault.id, account: user.own.opened };
  const [busy, idle] = [
    await desk.admit((await make(24 * HOUR_MS, account)).text, HERE),
    await desk.admit((await make(24 * HOUR_MS)).text, HERE),
  ];
  sessions.isBusy = () => true;
  const other = await homeVault.logIn('cleo', 'seven quiet harbour boats');
  await homeVault.changePassword(other, 'seven quiet harbour boats', 'nine loud lantern makers');
  await desk.sweep();
  expect(busy.ended.aborted).toBe(false);
  pass(60_000);
  await desk.sweep();
  expect([busy, idle].map(({ ended }) => ended.aborted)).toEqual([true, false]);
});

test('of more tokens than fit into the memory the one unused longest makes room, of those that do nothing', async () => {
  const { desk, sessions, tokens, make, pass } = await setUp();
  const admitNew = async () => {
    // An account has fifty: they go from the table, and stay in use here.
    const { text, token } = await make(24 * HOUR_MS);
    const session = await desk.admit(text, HERE);
    await tokens.revoke(owner, token.id);
    pass(1);
    return session;
  };
  const [first, second, third] = [await admitNew(), await admitNew(), await admitNew()];
  const over = sessions.begin(first.ended);
  for (let count = 3; count <= MAX_LIVE; count += 1) await admitNew();
  expect([first, second, third].map(({ ended }) => ended.aborted)).toEqual([false, true, false]);
  over();
  await admitNew();
  expect([first, second, third].map(({ ended }) => ended.aborted)).toEqual([true, true, false]);
  sessions.isBusy = () => true;
  await expect(admitNew()).rejects.toMatchObject({ code: 'rate-limited' });
});

test('a token that is revoked while the bucket takes its time opens nothing; one that comes from two addresses at once is opened once', async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let opened = 0;
  const { desk, tokens, make } = await setUp(async (...held) => {
    opened += 1;
    asked.resolve();
    await gate.promise;
    return homeVault.lend(...held);
  });
  const [revoked, good] = [await make(), await make()];
  const late = desk.admit(revoked.text, HERE).then(
    () => 'in',
    (error: { code: string }) => error.code,
  );
  const both = [desk.admit(good.text, HERE), desk.admit(good.text, from('192.0.2.7'))];
  await asked.promise;
  await tokens.revoke(owner, revoked.token.id);
  desk.end({ id: revoked.token.id });
  gate.resolve();
  expect(await late).toBe('unauthorized');
  expect((await Promise.all(both)).map(({ ended }) => ended.aborted)).toEqual([false, false]);
  expect(opened).toBe(2);
});

test('a token of an account that is gone from the bucket is refused as any other', async () => {
  const { desk, make, pass } = await setUp();
  const user = await homeVault.createAccount('dora', 'seven quiet harbour boats');
  const { text } = await make(24 * HOUR_MS, { vaultId: user.vault.id, account: user.own.opened });
  const { ended } = await desk.admit(text, HERE);
  const { record } = user.own.opened;
  await user.vault.bucket.delete(user.vault.layout.account(record.id, record.revision));
  pass(60_000);
  const wrong = await desk.admit(newTokenText(), HERE).catch((error: Error) => error);
  expect(await desk.admit(text, HERE).catch((error: Error) => error)).toEqual(wrong);
  expect(ended.aborted).toBe(true);
});

test('each address that a token is used from is a client of its own, on its own side', async () => {
  const { desk, sessions, make } = await setUp();
  const { text, token } = await make();
  const [here, again, there] = [
    await desk.admit(text, HERE),
    await desk.admit(text, HERE),
    await desk.admit(text, from('192.0.2.7')),
  ];
  expect(again).toBe(here);
  expect(here).toMatchObject({ id: token.id, client: { side: 'local', address: '127.0.0.1', device: 'n' } });
  expect(there).toMatchObject({ id: token.id, client: { side: 'remote', address: '192.0.2.7', device: 'n' } });
  expect(there.vault).toBe(here.vault);
  // Names are listed once for an account; what is held of its keys is each token's own.
  const other = await desk.admit((await make()).text, HERE);
  expect(other.vault.catalog).toBe(here.vault.catalog);
  expect(other.vault.own).not.toBe(here.vault.own);
  expect(sessions.by(there.ended)).toBe(there);
  // A token is no log-in of its account.
  expect(sessions.of(here.vault.accountId)).toEqual([]);
});

test('what is lent of an account changes nothing of it, and holds no key that its scope does not need', async () => {
  const { desk, make } = await setUp();
  const { vault } = await desk.admit((await make()).text, HERE);
  expect(vault.own.keyring.privateKeys).toEqual({ encryption: expect.any(Buffer), signing: undefined });
  await expect(vault.own.change((keyring) => keyring)).rejects.toMatchObject({ code: 'out-of-scope' });
  const ben = vault.people.self();
  await expect(vault.people.accept(ben.id, ben.fingerprint)).rejects.toMatchObject({ code: 'out-of-scope' });
});

test('an account has a number of tokens at most; expired ones make room after a month', async () => {
  const { make, tokens, pass } = await setUp();
  for (let count = 0; count < MAX_TOKENS; count += 1) await make();
  await expect(make()).rejects.toMatchObject({ code: 'too-many' });
  pass(HOUR_MS + 30 * 24 * HOUR_MS);
  await expect(make()).rejects.toMatchObject({ code: 'too-many' });
  pass(1);
  await make();
  expect(await tokens.list(owner)).toHaveLength(1);
});

test('a right token is never held up: not by what has expired in its network, nor by guesses at it or at others', async () => {
  const { desk, make, tokenDelay, pass } = await setUp();
  const [expired, good] = [await make(), await make(24 * HOUR_MS)];
  const [there, elsewhere] = [from('192.0.2.7'), from('198.51.100.7')];
  await desk.admit(good.text, there);
  pass(HOUR_MS);
  const refused = async (text: string, by = there) =>
    expect(await desk.admit(text, by).catch((error: { code: string }) => error.code)).toBe('unauthorized');
  for (let tries = 0; tries < 2 * FREE_TRIES; tries += 1) await refused(expired.text);
  expect(tokenDelay.remembered).toBe(0);
  const guess = `${good.text.slice(0, -43)}${'A'.repeat(43)}`;
  for (let tries = 0; tries < FREE_TRIES; tries += 1) await refused(guess);
  await expect(desk.admit(guess, elsewhere)).rejects.toMatchObject({ code: 'rate-limited' });
  // It was not looked at for an hour, so it is opened anew.
  expect((await desk.admit(good.text, there)).ended.aborted).toBe(false);
  expect((await desk.admit(good.text, HERE)).ended.aborted).toBe(false);
});

test('tokens that somebody made up are not remembered, and slow the network they come from alone', async () => {
  const { desk, tokenDelay } = await setUp();
  const show = (by: FastifyRequest) => desk.admit(newTokenText(), by).catch((error: { code: string }) => error.code);
  for (let tries = 0; tries < 2 * FREE_TRIES; tries += 1) expect(await show(HERE)).toBe('unauthorized');
  expect(tokenDelay.remembered).toBe(0);
  for (let tries = 0; tries < FREE_TRIES; tries += 1) expect(await show(from('192.0.2.7'))).toBe('unauthorized');
  expect(await show(from('192.0.2.7'))).toBe('rate-limited');
  expect(await show(from('198.51.100.7'))).toBe('unauthorized');
  expect(tokenDelay.remembered).toBe(2);
});

test('of a log-in whose files a token shares, nothing stays in memory after it ended but the name keys', async () => {
  const { desk, sessions, make } = await setUp();
  const { text } = await make();
  const begin = async () => {
    const opened = await homeVault.logIn('ana', 'seven quiet harbour boats');
    sessions.start(opened, { side: 'local', address: '127.0.0.1', device: '' });
    const { vault: lent } = await desk.admit(text, HERE);
    expect(lent.nameKeys).toBe(opened.nameKeys);
    return { lent, account: new WeakRef(opened.own) };
  };
  const { lent, account } = await begin();
  sessions.endAll();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await until('it is collected', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    return account.deref() === undefined || undefined;
  });
  expect(lent.nameKeys.all).toEqual(own.keyring.nameKeys);
});
