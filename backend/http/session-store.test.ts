import { expect, test } from 'vitest';
import type { LoggedIn } from '../transfers/home-vault.ts';
import { SharedNameKeys } from '../vault/shared-name-keys.ts';
import { CODE_MS, LocalToken } from './local-token.ts';
import { IDLE_MS, LIFETIME_MS, MAX_OF_ACCOUNT, MAX_SESSIONS, SessionStore } from './session-store.ts';

function vaultOf(accountId: string, vaultId = 'v', place = 'here'): LoggedIn {
  const vault = { id: vaultId, bucket: { place } };
  const own = { opened: {}, renew: () => undefined };
  return { accountId, username: accountId, vault, own, nameKeys: new SharedNameKeys() } as unknown as LoggedIn;
}

function clock() {
  let time = Date.UTC(2026, 0, 1);
  return { now: () => new Date(time), pass: (ms: number) => void (time += ms) };
}

const HERE = { side: 'local', address: '127.0.0.1', device: '' } as const;

const refusal = { name: 'HttpError', code: 'unauthorized' };

test('a session ends a millisecond after twelve hours without a request, and not before', () => {
  const { now, pass } = clock();
  const store = new SessionStore(now);
  const { token, session } = store.start(vaultOf('ana'), HERE);
  pass(IDLE_MS);
  expect(store.require(token, 'local')).toBe(session);
  pass(IDLE_MS + 1);
  expect(() => store.require(token, 'local')).toThrow(expect.objectContaining(refusal));
  expect(session.ended.aborted).toBe(true);
});

test('a session ends after seven days however often it is used', () => {
  const { now, pass } = clock();
  const store = new SessionStore(now);
  const { token, session } = store.start(vaultOf('ana'), HERE);
  for (let used = 0; used < LIFETIME_MS; used += IDLE_MS) {
    expect(store.require(token, 'local')).toBe(session);
    pass(IDLE_MS);
  }
  expect(store.require(token, 'local')).toBe(session);
  pass(1);
  expect(() => store.require(token, 'local')).toThrow(expect.objectContaining(refusal));
});

test('the session beyond the most that are kept ends the one unused longest, not the oldest', () => {
  const { now, pass } = clock();
  const store = new SessionStore(now);
  const started = Array.from({ length: MAX_SESSIONS }, (_, index) => {
    pass(1);
    return store.start(vaultOf(`user ${index}`), HERE);
  });
  pass(1);
  store.require(started[0]!.token, 'local');
  expect(started.filter(({ session }) => session.ended.aborted)).toEqual([]);
  store.start(vaultOf('one more'), HERE);
  expect(store.require(started[0]!.token, 'local')).toBe(started[0]!.session);
  expect(() => store.require(started[1]!.token, 'local')).toThrow(expect.objectContaining(refusal));
  expect(started.filter(({ session }) => session.ended.aborted)).toEqual([started[1]]);
});

test('sessions of one account share what is listed; of another account or vault they do not', () => {
  const store = new SessionStore(() => new Date());
  const [first, again] = [store.start(vaultOf('ana'), HERE), store.start(vaultOf('ana'), HERE)];
  expect(again.session.vault).toBe(first.session.vault);
  expect(store.start(vaultOf('ben'), HERE).session.vault).not.toBe(first.session.vault);
  expect(store.start(vaultOf('ana', 'another vault'), HERE).session.vault).not.toBe(first.session.vault);
  expect(store.start(vaultOf('ana', 'v', 'moved there'), HERE).session.vault).not.toBe(first.session.vault);
  expect(again.token).not.toBe(first.token);
  expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
  expect(first.token).not.toContain(first.session.id);
});

test('ending one session ends no other, and its id opens nothing', () => {
  const store = new SessionStore(() => new Date());
  const [a, b] = [store.start(vaultOf('ana'), HERE), store.start(vaultOf('ana'), HERE)];
  expect(() => store.require(a.session.id, 'local')).toThrow(expect.objectContaining(refusal));
  store.end('no such id');
  store.end(a.session.id);
  expect(() => store.require(a.token, 'local')).toThrow(expect.objectContaining(refusal));
  expect(store.require(b.token, 'local')).toBe(b.session);
  expect(store.of('ana')).toEqual([b.session]);
  store.endAll();
  expect(b.session.ended.aborted).toBe(true);
  expect(() => store.require(b.token, 'local')).toThrow(expect.objectContaining(refusal));
});

test.each([undefined, '', ' ', '__proto__', 'undefined'])('%j is nobody’s token', (token) => {
  const store = new SessionStore(() => new Date());
  store.start(vaultOf('ana'), HERE);
  expect(() => store.require(token, 'local')).toThrow(expect.objectContaining(refusal));
});

test('a code is worth the local token once', () => {
  const local = new LocalToken(() => new Date());
  const code = local.newCode();
  expect(code).not.toBe(local.token);
  expect(local.exchange(code)).toBe(local.token);
  expect(local.exchange(code)).toBeUndefined();
  expect(local.exchange('')).toBeUndefined();
  expect(local.exchange(local.token)).toBeUndefined();
});

test('a code is good for thirty seconds and not a millisecond longer', () => {
  const { now, pass } = clock();
  const local = new LocalToken(now);
  const [inTime, late] = [local.newCode(), local.newCode()];
  pass(CODE_MS);
  expect(local.exchange(inTime)).toBe(local.token);
  pass(1);
  expect(local.exchange(late)).toBeUndefined();
});

test('of seventeen codes the oldest is worth nothing', () => {
  const local = new LocalToken(() => new Date());
  const codes = Array.from({ length: 17 }, () => local.newCode());
  expect(codes.map((code) => local.exchange(code) === local.token)).toEqual([false, ...Array(16).fill(true)]);
});

test('the local token is compared whole, and another server has another', () => {
  const [local, other] = [new LocalToken(() => new Date()), new LocalToken(() => new Date())];
  expect(local.matches(local.token)).toBe(true);
  const near = [undefined, '', local.token.slice(1), local.token.slice(0, -1), `${local.token}A`, other.token];
  expect(near.map((token) => local.matches(token))).toEqual(near.map(() => false));
});

test('the twenty-first session of an account ends the one of that account that was unused longest', () => {
  const { now, pass } = clock();
  const store = new SessionStore(now);
  const other = store.start(vaultOf('ben'), HERE);
  const own = Array.from({ length: MAX_OF_ACCOUNT + 1 }, () => {
    pass(1);
    return store.start(vaultOf('ana'), HERE);
  });
  expect(own.filter(({ session }) => session.ended.aborted)).toEqual([own[0]]);
  expect(other.session.ended.aborted).toBe(false);
});

test('a log-in is worth nothing on the side where it was not made', () => {
  const store = new SessionStore(() => new Date());
  const here = store.start(vaultOf('ana'), HERE);
  const there = store.start(vaultOf('ana'), { side: 'remote', address: '192.0.2.7', device: 'a phone' });
  expect(store.find(here.token, 'remote')).toBeUndefined();
  expect(store.find(there.token, 'local')).toBeUndefined();
  expect(store.find(there.token, 'remote')).toBe(there.session);
  // Keys stay open for this computer alone.
  expect([here.session.keys === undefined, there.session.keys]).toEqual([false, undefined]);
});

test('a log-in is not idle while a request of it is under way, however long that takes', () => {
  const { now, pass } = clock();
  const store = new SessionStore(now);
  const { token, session } = store.start(vaultOf('ana'), HERE);
  const over = store.begin(session.ended);
  pass(IDLE_MS + 1);
  expect(store.require(token, 'local')).toBe(session);
  pass(IDLE_MS + 1);
  expect(() => store.confirm(session)).not.toThrow();
  over();
  expect(() => store.confirm(session)).toThrow(expect.objectContaining(refusal));
});
