import type { FastifyRequest } from 'fastify';
import { SealError } from '../../keys/errors.ts';
import type { Activity } from '../transfers/activity.ts';
import type { HomeVault } from '../transfers/home-vault.ts';
import type { PersonalTokens, VerifiedToken } from '../transfers/personal-tokens.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import type { LentAccount } from '../vault/lent-account.ts';
import { parseToken, type TokenScope } from '../vault/personal-token.ts';
import { addressOf, networkOf, sideOf } from './caller.ts';
import { HttpError } from './http-error.ts';
import type { LogInDelay } from './log-in-delay.ts';
import type { Session, SessionStore } from './session-store.ts';

/** An account's names leave the memory after this long without a request; the next one lists them again. */
const IDLE_MS = 30 * 60 * 1000;
/** Whether the password is still the one a token was made under is asked of the bucket so often. */
const LOOK_MS = 60 * 1000;
/** Each holds names in memory; the one unused longest makes room. */
export const MAX_LIVE = 100;
/** Worth another try after this long. Seconds. */
const RETRY_S = 10;
/** Addresses that one token is used from at once. */
const MAX_PLACES = 50;
/** Tokens that were revoked or expired while something of them is under way are looked for so often. */
const SWEEP_MS = 30 * 1000;

export interface TokenSessionsDeps {
  readonly tokens: PersonalTokens;
  readonly homeVault: Pick<HomeVault, 'lend'>;
  readonly sessions: SessionStore;
  /** Its own: what is guessed at tokens keeps nobody from logging in, nor the other way round. */
  readonly tokenDelay: LogInDelay;
  readonly activity: Activity;
  readonly now: () => Date;
}

/** Another password; an account that is gone or went back; a row that was altered. */
const OVER = ['old-password', 'rolled-back', 'tampered'];

interface Place {
  readonly session: Session;
  readonly end: AbortController;
}

/** A token in use: its account is open, and each address it is used from has a session. */
interface Live {
  readonly vault: AccountVault<LentAccount>;
  /** As its box was bound to it: what stands in its row could be altered. */
  readonly scope: readonly TokenScope[];
  /** Of the account's record, as the token held it. */
  revision: number;
  looked: number;
  used: number;
  readonly places: Map<string, Place>;
}

/** Who asks with a token for scripts. What it opens is in memory for as long as it is in use. */
export class TokenSessions {
  readonly #deps: TokenSessionsDeps;
  readonly #live = new Map<string, Live>();
  readonly #opening = new Map<string, Promise<VerifiedToken>>();
  readonly #sweeping: NodeJS.Timeout;

  constructor(deps: TokenSessionsDeps) {
    this.#deps = deps;
    this.#sweeping = setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS).unref();
  }

  /**
   * The session of a token that somebody shows. Guessing is slowed as log-ins are; a token that is right is never held up by it.
   * @throws HttpError `unauthorized`, the same for a wrong one, an expired, a revoked, and one of an old password or of an account that went back; `rate-limited`; BucketError
   */
  async admit(text: string, request: FastifyRequest): Promise<Session> {
    const { tokens, now } = this.#deps;
    const shown = await tokens.verify(text);
    // A script that was forgotten goes on showing what has expired: no guess, which would keep others of its network waiting.
    if (shown === 'expired') throw refused();
    if (typeof shown === 'string') return this.#slowed(shown === 'wrong' ? parseToken(text)?.id : undefined, request);
    const live = this.#live.get(shown.id);
    const isFresh = live !== undefined && live.revision === shown.revision && now().getTime() - live.looked < LOOK_MS;
    const token = isFresh ? shown : await this.#openOnce(shown);
    await tokens.use(token);
    return this.#sessionOf(token, request);
  }

  /** That a session's token is still good, also where another process revoked it. @throws HttpError `unauthorized` */
  async confirm({ id, ended }: Session): Promise<void> {
    if (!ended.aborted && !(await this.#deps.tokens.isGood(id))) this.#drop(id);
    if (ended.aborted) throw refused();
  }

  /** Ends what a token, or all tokens of an account, have under way here. */
  end(is: { readonly id: string } | { readonly accountId: string }): void {
    for (const [id, { vault }] of this.#live) {
      if ('id' in is ? id === is.id : vault.accountId === is.accountId) this.#drop(id);
    }
  }

  close(): void {
    clearInterval(this.#sweeping);
    for (const id of this.#live.keys()) this.#drop(id);
  }

  /** A guess: that of an id which is none costs no memory. @throws HttpError `unauthorized` | `rate-limited` */
  #slowed(account: string | undefined, request: FastifyRequest): Promise<never> {
    const attempt = { account, side: sideOf(request), network: networkOf(request) };
    return this.#deps.tokenDelay.through(attempt, () => Promise.reject(refused()), isRefused);
  }

  /** Many requests at once open it once, from wherever they come. */
  #openOnce(token: VerifiedToken): Promise<VerifiedToken> {
    const known = this.#opening.get(token.id);
    if (known !== undefined) return known;
    const opening = this.#open(token).finally(() => this.#opening.delete(token.id));
    this.#opening.set(token.id, opening);
    return opening;
  }

  async #open(token: VerifiedToken): Promise<VerifiedToken> {
    const { homeVault, tokens, now } = this.#deps;
    try {
      const held = token.open();
      const live = this.#live.get(token.id);
      const looked = now().getTime();
      if (live !== undefined && sameNames(live.vault, held.keyring.nameKeys)) {
        live.vault.own.renew(held);
        await live.vault.own.refresh();
        [live.revision, live.looked] = [token.revision, looked];
        return token;
      }
      const vault = await homeVault.lend(token.vaultId, held, this.#known(token.accountId, held.keyring.nameKeys));
      // The bucket may have taken its time, in which a log-in revoked it.
      if (!(await tokens.isGood(token.id))) throw refused();
      this.#drop(token.id);
      this.#makeRoom();
      const { id, scope, revision } = token;
      this.#live.set(id, { vault, scope, revision, looked, used: looked, places: new Map() });
      return token;
    } catch (error) {
      // A place that does not answer says nothing of the token.
      if (!isOfToken(error)) throw error;
      this.#drop(token.id);
      throw OVER.includes(error.code) ? refused() : error;
    }
  }

  /** Files of the account that a log-in or another token has open, under the same name keys. */
  #known(accountId: string, nameKeys: readonly Buffer[]): AccountVault | undefined {
    const logIns = this.#deps.sessions.of(accountId).map(({ vault }) => vault);
    const lent = [...this.#live.values()].map(({ vault }) => vault).filter((vault) => vault.accountId === accountId);
    return [...logIns, ...lent].find((vault) => sameNames(vault, nameKeys));
  }

  #sessionOf(token: VerifiedToken, request: FastifyRequest): Session {
    const { sessions, activity, now } = this.#deps;
    const live = this.#live.get(token.id);
    if (live === undefined) throw refused();
    live.used = now().getTime();
    const [side, address] = [sideOf(request), addressOf(request)];
    const known = live.places.get(address);
    if (known !== undefined) return known.session;
    const [oldest] = live.places;
    if (live.places.size >= MAX_PLACES && oldest !== undefined) {
      oldest[1].end.abort();
      live.places.delete(oldest[0]);
    }
    const end = new AbortController();
    const session: Session = {
      id: token.id,
      vault: live.vault,
      since: now(),
      client: { side, address, device: token.name },
      keys: undefined,
      ended: end.signal,
      scope: live.scope,
    };
    live.places.set(address, { session, end });
    sessions.know(session);
    activity.record({ by: session, kind: 'token' });
    return session;
  }

  /** Forgets what is not used any more, and ends what was revoked or expired, also by another process, or is of an old password. */
  async sweep(): Promise<void> {
    const { tokens, now } = this.#deps;
    for (const [id, live] of this.#live) {
      const isIdle = now().getTime() - live.used > IDLE_MS && !this.#isBusy(live);
      if (isIdle || !(await tokens.isGood(id))) this.#drop(id);
    }
    // What goes on for hours asks nothing meanwhile; a bucket that does not answer keeps the others from nothing.
    await Promise.all(
      [...this.#live].filter(([, live]) => this.#isBusy(live)).map(([id, live]) => this.#look(id, live)),
    );
  }

  /** Whether the account is still what a token in use holds of it. */
  async #look(id: string, live: Live): Promise<void> {
    const looked = this.#deps.now().getTime();
    if (looked - live.looked < LOOK_MS) return;
    try {
      await live.vault.own.refresh();
      live.looked = looked;
    } catch (error) {
      if (isOfToken(error) && this.#live.get(id) === live) this.#drop(id);
    }
  }

  #isBusy({ places }: Live): boolean {
    return [...places.values()].some(({ end }) => this.#deps.sessions.isInUse(end.signal));
  }

  /** The one unused longest goes, of those that do nothing. @throws HttpError `rate-limited` where there is none */
  #makeRoom(): void {
    if (this.#live.size < MAX_LIVE) return;
    const idle = [...this.#live].filter(([, live]) => !this.#isBusy(live)).sort(([, a], [, b]) => a.used - b.used);
    if (idle[0] === undefined)
      throw new HttpError('rate-limited', 'Too many tokens are in use just now. Try again later.', RETRY_S);
    this.#drop(idle[0][0]);
  }

  #drop(id: string): void {
    const live = this.#live.get(id);
    this.#live.delete(id);
    if (live === undefined) return;
    for (const { end } of live.places.values()) end.abort();
    live.vault.nameKeys.leave(live.vault.own);
  }
}

function sameNames({ nameKeys: { all: known } }: AccountVault, nameKeys: readonly Buffer[]): boolean {
  return known.length === nameKeys.length && known.every((key, index) => key.equals(nameKeys[index]!));
}

function refused(): HttpError {
  return new HttpError('unauthorized', 'This token is wrong, has expired or was revoked.');
}

/** What says something of the token, or of its account; a place that does not answer does not. */
function isOfToken(error: unknown): error is VaultError | SealError {
  return error instanceof VaultError || error instanceof SealError;
}

function isRefused(error: unknown): boolean {
  return error instanceof HttpError && error.code === 'unauthorized';
}
