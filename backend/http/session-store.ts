import { createHash, randomBytes } from 'node:crypto';
import type { LoggedIn } from '../transfers/home-vault.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { TokenScope } from '../vault/personal-token.ts';
import type { Client, Side } from './caller.ts';
import { HttpError } from './http-error.ts';
import { OpenKeys } from './open-keys.ts';

/** A log-in ends after this long without a request, and after this long in any case. */
export const IDLE_MS = 12 * 60 * 60 * 1000;
export const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;
/** Each holds an account's keys and names in memory; the one unused longest makes room. */
export const MAX_SESSIONS = 400;
/** Of one account: whoever has its password cannot push out everybody else. */
export const MAX_OF_ACCOUNT = 20;

/** Somebody who asks: by a log-in, or by a token for scripts. `id` names it and opens nothing. */
export interface Session {
  readonly id: string;
  readonly vault: AccountVault;
  readonly since: Date;
  /** Who logged in, and from where. */
  readonly client: Client;
  /** Keys that are open for a log-in on this computer. Another computer, and a token, sends its key with each request: there is no place for it. */
  readonly keys: OpenKeys | undefined;
  readonly ended: AbortSignal;
  /** What a token may do; undefined for a log-in, which may do everything. */
  readonly scope?: readonly TokenScope[];
}

/** Whether somebody may go on with what another session began: people of one account may, a token with its own alone. */
export function mayUse(session: Session, by: Session): boolean {
  return session.scope === undefined ? session.vault.accountId === by.vault.accountId : session.id === by.id;
}

export interface LogIn extends Session {
  readonly vault: LoggedIn;
}

interface Entry {
  readonly session: LogIn;
  readonly end: AbortController;
  used: number;
}

/** A session with the time of its last request. */
export interface SeenSession {
  readonly session: LogIn;
  readonly used: Date;
}

/** Who is logged in. Tokens are kept as hashes, in memory alone: they end with the process. */
export class SessionStore {
  readonly #now: () => Date;
  /** Told of each log-in. */
  started: (session: LogIn) => void = () => undefined;
  /** Asked whether something of a log-in is under way. */
  isBusy: (ended: AbortSignal) => boolean = () => false;
  /** Also those that have ended, for as long as something of them is under way. */
  readonly #bySignal = new WeakMap<AbortSignal, Session>();
  readonly #byToken = new Map<string, Entry>();
  /** Requests that are not answered yet. */
  readonly #asking = new WeakMap<AbortSignal, number>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @returns the session and its token, 32 random bytes as base64url */
  start(opened: LoggedIn, client: Client): { token: string; session: LogIn } {
    this.#dropEnded();
    if (this.of(opened.accountId).length >= MAX_OF_ACCOUNT) this.#dropOldest(opened.accountId);
    if (this.#byToken.size >= MAX_SESSIONS) this.#dropOldest();
    // One account's sessions share what is listed; the newest log-in's keys are the current ones.
    const shared = this.of(opened.accountId)[0]?.vault;
    // A vault that moved to another place has kept its id.
    const isSame = shared?.vault.id === opened.vault.id && shared.vault.bucket.place === opened.vault.bucket.place;
    const vault = isSame ? shared : opened;
    vault.own.renew(opened.own.opened);
    const token = randomBytes(32).toString('base64url');
    const [since, end] = [this.#now(), new AbortController()];
    const session = {
      id: randomBytes(8).toString('hex'),
      vault,
      since,
      client,
      keys: client.side === 'local' ? new OpenKeys(end.signal) : undefined,
      ended: end.signal,
    };
    this.#byToken.set(hash(token), { session, end, used: since.getTime() });
    this.#bySignal.set(end.signal, session);
    this.started(session);
    return { token, session };
  }

  /** @throws HttpError `unauthorized` */
  require(token: string | undefined, side: Side): LogIn {
    const session = this.find(token, side);
    if (session !== undefined) return session;
    throw new HttpError('unauthorized', 'Log in first: this needs the token of a log-in.');
  }

  /** That a session has not ended since it was asked for. @throws HttpError `unauthorized` */
  confirm({ ended }: Pick<Session, 'ended'>): void {
    this.#dropEnded();
    if (ended.aborted) throw new HttpError('unauthorized', 'This log-in has ended. Log in again.');
  }

  /** A request of a session begins. @returns to be called when it was answered */
  begin(ended: AbortSignal): () => void {
    const count = (change: number) => void this.#asking.set(ended, (this.#asking.get(ended) ?? 0) + change);
    count(1);
    return () => count(-1);
  }

  /** Whether a request of a session, or something it began, is under way. */
  isInUse(ended: AbortSignal): boolean {
    return this.#isAsking(ended) || this.isBusy(ended);
  }

  /** A log-in holds on the side where it was made: what was taken from this computer is worth nothing on another. */
  find(token: string | undefined, side: Side): LogIn | undefined {
    this.#dropEnded();
    const entry = token === undefined ? undefined : this.#byToken.get(hash(token));
    if (entry === undefined || entry.session.client.side !== side) return undefined;
    entry.used = this.#now().getTime();
    return entry.session;
  }

  /** Sessions of one account, oldest first. */
  of(accountId: string): LogIn[] {
    const sessions = [...this.#byToken.values()].map(({ session }) => session);
    return sessions.filter(({ vault }) => vault.accountId === accountId);
  }

  /** The same with the time each was last used. */
  seen(accountId?: string): SeenSession[] {
    this.#dropEnded();
    const all = [...this.#byToken.values()].map(({ session, used }) => ({ session, used: new Date(used) }));
    return accountId === undefined ? all : all.filter(({ session }) => session.vault.accountId === accountId);
  }

  /** A session that is not of a log-in, to be found by its signal as well. */
  know(session: Session): void {
    this.#bySignal.set(session.ended, session);
  }

  /** The session that a signal ends. */
  by(ended: AbortSignal | undefined): Session | undefined {
    return ended && this.#bySignal.get(ended);
  }

  end(id: string): void {
    for (const [key, entry] of this.#byToken) if (entry.session.id === id) this.#drop(key);
  }

  endAll(): void {
    for (const key of this.#byToken.keys()) this.#drop(key);
  }

  #isAsking(ended: AbortSignal): boolean {
    return (this.#asking.get(ended) ?? 0) > 0;
  }

  #dropEnded(): void {
    const now = this.#now().getTime();
    for (const [key, { session, used }] of this.#byToken) {
      const isIdle = now - used > IDLE_MS && !this.#isAsking(session.ended);
      if (isIdle || now - session.since.getTime() > LIFETIME_MS) this.#drop(key);
    }
  }

  #dropOldest(accountId?: string): void {
    const own = [...this.#byToken].filter(
      ([, { session }]) => accountId === undefined || session.vault.accountId === accountId,
    );
    const [oldest] = own.sort(([, a], [, b]) => a.used - b.used);
    if (oldest !== undefined) this.#drop(oldest[0]);
  }

  #drop(key: string): void {
    const entry = this.#byToken.get(key);
    if (entry === undefined) return;
    this.#byToken.delete(key);
    entry.end.abort();
    const { vault } = entry.session;
    // Tokens may go on with the account's files, and need nothing of it but the name keys.
    if (!this.of(vault.accountId).some((other) => other.vault === vault)) vault.nameKeys.leave(vault.own);
  }
}

/** Looking a hash up leaks nothing of the token by its timing. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
