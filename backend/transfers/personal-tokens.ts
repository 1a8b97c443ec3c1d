import type { OpenAccount } from '../../keys/account-record.ts';
import { SealError } from '../../keys/errors.ts';
import type { KeptTokens, TokenOwner, TokenRow } from '../state/token-table.ts';
import { VaultError } from '../vault/errors.ts';
import type { HeldAccount } from '../vault/lent-account.ts';
import {
  isVerified,
  keysFor,
  newTokenText,
  openHeld,
  openTokenKey,
  parseToken,
  sealHeld,
  sealTokenKey,
  TOKEN_SCOPES,
  type TokenScope,
  type TokenTerms,
} from '../vault/personal-token.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A token for one run of a script, up to a year: what nobody looked at for longer is what is forgotten and stolen. */
export const MIN_TOKEN_MS = 10 * 60 * 1000;
export const MAX_TOKEN_MS = 365 * DAY_MS;
export const DEFAULT_TOKEN_MS = 90 * DAY_MS;
/** One for each script and computer, and an end to what a script that makes tokens could pile up. */
export const MAX_TOKENS = 50;
export const MAX_TOKEN_NAME_CHARACTERS = 60;
/** An expired one is shown for so long, that its owner sees why a script stopped. */
const SHOWN_MS = 30 * DAY_MS;
/** "Last used" is told to the minute: not every request writes. */
const USE_MS = 60 * 1000;

/** A token as its owner sees it. */
export interface ShownToken extends TokenTerms {
  readonly name: string;
  readonly used: number | undefined;
}

export interface NewToken {
  readonly name: string;
  readonly scope: readonly TokenScope[];
  /** How long it lasts, milliseconds. */
  readonly lasts: number;
}

/** A token that somebody showed, which is one of ours and has not expired. */
export interface VerifiedToken extends ShownToken {
  /** Tells whether what it opens is still the same. */
  readonly revision: number;
  /** @throws SealError `tampered` where its row was altered */
  open(): HeldAccount;
}

/** Tokens for scripts: made and ended by a log-in, good for as long as the password they were made under. */
export class PersonalTokens {
  readonly #kept: KeptTokens;
  readonly #now: () => Date;

  constructor(kept: KeptTokens, now: () => Date) {
    this.#kept = kept;
    this.#now = now;
  }

  /**
   * @returns the token itself, the only time it is known
   * @throws VaultError `invalid-name` | `too-many`; RangeError for a scope or a time that no form offers
   */
  async make(vaultId: string, account: OpenAccount, wanted: NewToken): Promise<{ text: string; token: ShownToken }> {
    const name = toTokenName(wanted.name);
    const scope = TOKEN_SCOPES.filter((one) => wanted.scope.includes(one));
    if (scope.length === 0 || wanted.lasts < MIN_TOKEN_MS || wanted.lasts > MAX_TOKEN_MS)
      throw new RangeError('a token has a scope, and lasts 10 minutes to a year');
    const text = newTokenText();
    const { id, verifier, boxKey } = parseToken(text)!;
    const created = this.#now().getTime();
    const accountId = account.record.id;
    const terms: TokenTerms = { id, vaultId, accountId, scope, created, expires: created + wanted.lasts };
    await this.list({ vaultId, accountId });
    const row: TokenRow = {
      id,
      vault_id: vaultId,
      account_id: accountId,
      name,
      scope: scope.join(','),
      created,
      expires: terms.expires,
      used: null,
      verifier,
      box: sealHeld(boxKey, terms, heldOf(account, scope)),
      renewal: sealTokenKey(account.boxKey, terms, boxKey),
      revision: account.record.revision,
    };
    boxKey.fill(0);
    if (!(await this.#kept.add(row, MAX_TOKENS)))
      throw new VaultError('too-many', `An account has at most ${MAX_TOKENS} tokens. Revoke one first.`);
    return { text, token: { ...terms, name, used: undefined } };
  }

  /** An account's own, the newest first; those that expired long ago are forgotten. */
  async list(owner: TokenOwner): Promise<ShownToken[]> {
    const shown: ShownToken[] = [];
    for (const row of await this.#kept.of(owner)) {
      if (row.expires + SHOWN_MS < this.#now().getTime()) await this.#kept.remove(row.id);
      else shown.push(shownToken(row));
    }
    return shown;
  }

  /** @returns its name; undefined where the account has no such token */
  async revoke({ vaultId, accountId }: TokenOwner, id: string): Promise<string | undefined> {
    const row = await this.#kept.get(id);
    if (row?.account_id !== accountId || row.vault_id !== vaultId) return undefined;
    await this.#kept.remove(id);
    return row.name;
  }

  /**
   * Somebody logged in, or changed the account: what tokens hold of it is brought up to date. Those of another password open nothing any
   * more and are forgotten.
   */
  async renew(vaultId: string, account: OpenAccount): Promise<void> {
    const { id: accountId, revision } = account.record;
    for (const row of await this.#kept.of({ vaultId, accountId })) {
      const terms = shownToken(row);
      try {
        const boxKey = openTokenKey(account.boxKey, terms, row.renewal);
        if (row.revision < revision) {
          await this.#kept.renew(row.id, sealHeld(boxKey, terms, heldOf(account, terms.scope)), revision);
        }
        boxKey.fill(0);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        await this.#kept.remove(row.id);
      }
    }
  }

  /**
   * @returns `expired` for one that was ours, `wrong` for one that has no more than the id of ours, `unknown` for all others. To whoever shows it they
   * are the same; only `wrong` is a guess at somebody's token.
   */
  async verify(text: string): Promise<VerifiedToken | 'expired' | 'wrong' | 'unknown'> {
    const secret = parseToken(text);
    const row = secret && (await this.#kept.get(secret.id));
    if (secret === undefined || row === undefined) return 'unknown';
    if (!isVerified(secret, row.verifier)) return 'wrong';
    if (row.expires <= this.#now().getTime()) return 'expired';
    const terms = shownToken(row);
    return { ...terms, revision: row.revision, open: () => openHeld(secret.boxKey, terms, row.box) };
  }

  /** Whether it is still there, as a log-in elsewhere may have revoked it. */
  async isGood(id: string): Promise<boolean> {
    const row = await this.#kept.get(id);
    return row !== undefined && row.expires > this.#now().getTime();
  }

  /** Notes that it was used, to the minute. */
  async use({ id, used = 0 }: ShownToken): Promise<void> {
    const now = this.#now().getTime();
    if (now - used >= USE_MS) await this.#kept.use(id, now);
  }
}

function heldOf({ record, keyring }: OpenAccount, scope: readonly TokenScope[]): HeldAccount {
  const { id, revision, members } = record;
  return { id, revision, kdf: members['kdf'], keyring: keysFor(scope, keyring) };
}

function shownToken(row: TokenRow): ShownToken {
  const { id, vault_id: vaultId, account_id: accountId, name, created, expires, used } = row;
  const scope = TOKEN_SCOPES.filter((one) => row.scope.split(',').includes(one));
  return { id, vaultId, accountId, name, scope, created, expires, used: used ?? undefined };
}

/** @throws VaultError `invalid-name` */
function toTokenName(text: string): string {
  const name = text
    .slice(0, MAX_TOKEN_NAME_CHARACTERS * 4)
    .normalize('NFC')
    .trim();
  const { length } = Array.from(name);
  if (length > 0 && length <= MAX_TOKEN_NAME_CHARACTERS && !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name)) return name;
  const rule = `A token’s name has 1 to ${MAX_TOKEN_NAME_CHARACTERS} characters, and none that cannot be seen.`;
  throw new VaultError('invalid-name', rule);
}
