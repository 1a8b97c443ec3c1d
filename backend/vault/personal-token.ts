import { randomBytes } from 'node:crypto';
import { BoxKey } from '../../keys/box.ts';
import { expand, extract } from '../../keys/derivation.ts';
import { equalBytes, fromBase64, fromBase64Url, isHex, isObject, parseJsonObject } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import { pairText, parsePair, type Keyring } from '../../keys/keyring.ts';
import type { HeldAccount } from './lent-account.ts';
import type { HeldKeyring } from './own-keys.ts';

/** What a token for scripts may do; any of these together. */
export const TOKEN_SCOPES = ['read', 'write', 'share'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a token is, as it may be shown. Times are Unix milliseconds. */
export interface TokenTerms {
  /** 16 hex digits; names it and opens nothing. */
  readonly id: string;
  readonly vaultId: string;
  readonly accountId: string;
  readonly scope: readonly TokenScope[];
  readonly created: number;
  readonly expires: number;
}

// Not of the format: what is sealed so lies on one computer alone, and can be lost.
const VERIFIER = 'latchkey/local/token/verifier';
const BOX = 'latchkey/local/token/box';
const KEYRING_AD = 'latchkey/local/token';
const KEY_AD = 'latchkey/local/token-key';

const SECRET_BYTES = 32;
const TEXT = /^latchkey_([0-9a-f]{16})_([\w-]{43})$/;

/** A token as its owner holds it: with what is derived from it, and not to be kept. */
export interface TokenSecret {
  readonly id: string;
  /** What of it is kept: 32 bytes, from which neither the token nor the box's key follows. */
  readonly verifier: Buffer;
  /** 32 bytes, for {@link sealHeld} and {@link openHeld}. */
  readonly boxKey: Buffer;
}

/** Draws a token. @returns `latchkey_ID_SECRET`, 256 bits of it secret */
export function newTokenText(): string {
  return `latchkey_${randomBytes(8).toString('hex')}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Whether a text is meant to be a token of this kind, right or wrong. */
export function isTokenText(text: string): boolean {
  return text.startsWith('latchkey_');
}

/** The two keys of a token by HKDF (RFC 5869), its id as the salt; undefined for what is none. */
export function parseToken(text: string): TokenSecret | undefined {
  const [, id, encoded] = TEXT.exec(text) ?? [];
  const secret = encoded === undefined ? undefined : fromBase64Url(encoded);
  if (id === undefined || secret?.length !== SECRET_BYTES) return undefined;
  const prk = extract(Buffer.from(id, 'ascii'), secret);
  return { id, verifier: expand(prk, VERIFIER), boxKey: expand(prk, BOX) };
}

export function isVerified({ verifier }: TokenSecret, kept: Uint8Array): boolean {
  return equalBytes(verifier, kept);
}

/** Seals what a scope needs of an account, bound to the token's terms: in another row, or with other terms, it does not open. */
export function sealHeld(boxKey: Uint8Array, terms: TokenTerms, { id, revision, kdf, keyring }: HeldAccount): Buffer {
  const { username, nameKeys, publicKeys, privateKeys, pins, dropped } = keyring;
  const held = {
    account: { id, revision, kdf },
    username,
    nameKeys: nameKeys.map((key) => key.toString('base64')),
    publicKeys: pairText(publicKeys),
    encryption: privateKeys.encryption?.toString('base64'),
    signing: privateKeys.signing?.toString('base64'),
    pins,
    dropped,
  };
  return new BoxKey(boxKey).seal(associatedData(KEYRING_AD, terms), Buffer.from(JSON.stringify(held)));
}

/** @throws SealError `tampered` */
export function openHeld(boxKey: Uint8Array, terms: TokenTerms, box: Uint8Array): HeldAccount {
  const json = parseJsonObject(new BoxKey(boxKey).open(associatedData(KEYRING_AD, terms), box));
  const { account, username, nameKeys, encryption, signing, pins, dropped } = json ?? {};
  const publicKeys = parsePair(json?.['publicKeys']);
  const keys = Array.isArray(nameKeys) ? nameKeys.map((key) => fromBase64(key, [32])) : [];
  const isWhole =
    isObject(account) && account['id'] === terms.accountId && typeof username === 'string' && publicKeys !== undefined;
  if (!isWhole || !isObject(pins) || !keys.every((key) => key !== undefined) || keys.length === 0)
    throw new SealError('tampered');
  if (!Array.isArray(dropped) || !dropped.every((one) => isHex(one, 16)) || !Number.isInteger(account['revision']))
    throw new SealError('tampered');
  const privateKeys = { encryption: fromBase64(encryption), signing: fromBase64(signing) };
  const keyring = { username, nameKeys: keys, publicKeys, privateKeys, pins, dropped };
  return { id: terms.accountId, revision: Number(account['revision']), kdf: account['kdf'], keyring };
}

/**
 * The box's key under the account's own, which only its password gives: a log-in can bring the box up to date, and one under another
 * password cannot.
 */
export function sealTokenKey(account: BoxKey, terms: TokenTerms, boxKey: Uint8Array): Buffer {
  return account.seal(associatedData(KEY_AD, terms), boxKey);
}

/** @throws SealError `wrong-password` */
export function openTokenKey(account: BoxKey, terms: TokenTerms, box: Uint8Array): Buffer {
  return account.open(associatedData(KEY_AD, terms), box);
}

/** As much of a keyring as a scope needs: names for each of them; what opens shares to read, what signs them to share. */
export function keysFor(scope: readonly TokenScope[], keyring: Keyring): HeldKeyring {
  const { username, nameKeys, publicKeys, privateKeys, pins, dropped } = keyring;
  const [reads, shares] = [scope.includes('read'), scope.includes('share')];
  return {
    username,
    nameKeys,
    publicKeys,
    privateKeys: {
      ...(reads && { encryption: privateKeys.encryption }),
      ...(shares && { signing: privateKeys.signing }),
    },
    pins: reads || shares ? pins : {},
    dropped: reads ? dropped : [],
  };
}

function associatedData(use: string, { id, vaultId, accountId, scope, created, expires }: TokenTerms): Buffer {
  return Buffer.from(JSON.stringify([use, vaultId, accountId, id, scope.join(','), created, expires]));
}
