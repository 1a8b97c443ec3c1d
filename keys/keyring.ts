import { createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { fromBase64, isHex, isObject } from './encoding.ts';
import { SealError } from './errors.ts';

/** An account's two public keys, SPKI in DER: RSA-3072 for wrapping, Ed25519 for signing (format 5.2). */
export interface PublicKeys {
  readonly encryption: Buffer;
  readonly signing: Buffer;
}

/** The matching private keys, PKCS#8 in DER. */
export interface PrivateKeys {
  readonly encryption: Buffer;
  readonly signing: Buffer;
}

/** What a password opens: everything an account can do but read its files (format 5.2). */
export interface Keyring {
  readonly username: string;
  /** 32 bytes each, newest first: the first writes, each may read. */
  readonly nameKeys: readonly Buffer[];
  readonly publicKeys: PublicKeys;
  readonly privateKeys: PrivateKeys;
  /** Fingerprints of other accounts as they were first seen (format 5.3), by account id. */
  readonly pins: Readonly<Record<string, unknown>>;
  /** Shares that the user stopped seeing, 32 hex digits each, newest first (format 5.3): put back by the bucket they stay unseen. */
  readonly dropped: readonly string[];
  /** Members this version does not know; kept on rewrite. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

const NAME_KEY_BYTES = 32;
const RSA_BITS = 3072;
/** A name key is added by hand, one at a time; more are no keyring of ours. */
export const MAX_NAME_KEYS = 1000;
const KNOWN = new Set(['username', 'nameKeys', 'privateKeys', 'publicKeys', 'kdf', 'pins', 'dropped']);
/** Beyond this the oldest is forgotten: all a bucket gains is to show again what its user could open before. */
export const MAX_DROPPED = 2000;

/** Draws a new account's keys. Takes about half a second, off the main thread. */
export async function newKeyring(username: string): Promise<Keyring> {
  const [encryption, signing] = await Promise.all([rsaPair(), signingPair()]);
  return {
    username,
    nameKeys: [randomBytes(NAME_KEY_BYTES)],
    publicKeys: { encryption: spki(encryption.publicKey), signing: spki(signing.publicKey) },
    privateKeys: { encryption: pkcs8(encryption.privateKey), signing: pkcs8(signing.privateKey) },
    pins: {},
    dropped: [],
    unknown: {},
  };
}

/** With a new name key in front, which seals from now on; those before it still open what they sealed. */
export function withNewNameKey(keyring: Keyring): Keyring {
  return { ...keyring, nameKeys: [randomBytes(NAME_KEY_BYTES), ...keyring.nameKeys] };
}

/**
 * The keyring's JSON without its copy of the kdf, which the account record adds.
 * @throws RangeError for as many name keys as no reader takes
 */
export function keyringMembers(keyring: Keyring): Record<string, unknown> {
  const { username, nameKeys, privateKeys, publicKeys, pins, dropped, unknown } = keyring;
  if (nameKeys.length === 0 || nameKeys.length > MAX_NAME_KEYS)
    throw new RangeError('a keyring has 1 to 1,000 name keys');
  return {
    ...unknown,
    username,
    nameKeys: nameKeys.map((key) => key.toString('base64')),
    privateKeys: pairText(privateKeys),
    publicKeys: pairText(publicKeys),
    pins,
    ...(dropped.length > 0 && { dropped: dropped.slice(0, MAX_DROPPED) }),
  };
}

/** @throws SealError `tampered` */
export function parseKeyring(json: Record<string, unknown>): Keyring {
  const { username, nameKeys, pins, dropped = [] } = json;
  const publicKeys = parsePair(json['publicKeys']);
  const privateKeys = parsePair(json['privateKeys']);
  if (typeof username !== 'string' || publicKeys === undefined || privateKeys === undefined) {
    throw new SealError('tampered');
  }
  if (!Array.isArray(nameKeys) || nameKeys.length === 0 || nameKeys.length > MAX_NAME_KEYS || !isObject(pins)) {
    throw new SealError('tampered');
  }
  if (!Array.isArray(dropped) || dropped.length > MAX_DROPPED || !dropped.every((one) => isHex(one, 16))) {
    throw new SealError('tampered');
  }
  const keys = nameKeys.map((text) => fromBase64(text, [NAME_KEY_BYTES]));
  if (!keys.every((key) => key !== undefined)) throw new SealError('tampered');
  const unknown = Object.fromEntries(Object.entries(json).filter(([member]) => !KNOWN.has(member)));
  return { username, nameKeys: keys, publicKeys, privateKeys, pins, dropped, unknown };
}

export function pairText(pair: PublicKeys | PrivateKeys): { encryption: string; signing: string } {
  return { encryption: pair.encryption.toString('base64'), signing: pair.signing.toString('base64') };
}

export function parsePair(value: unknown): PublicKeys | undefined {
  if (!isObject(value)) return undefined;
  const encryption = fromBase64(value['encryption']);
  const signing = fromBase64(value['signing']);
  return encryption && signing && { encryption, signing };
}

/** Whether the keys are of the kinds and sizes of format 5.2. */
export function areOurKinds(keys: PublicKeys): boolean {
  try {
    const encryption = createPublicKey({ key: keys.encryption, format: 'der', type: 'spki' });
    const signing = createPublicKey({ key: keys.signing, format: 'der', type: 'spki' });
    const isRsa = encryption.asymmetricKeyType === 'rsa';
    return (
      isRsa &&
      encryption.asymmetricKeyDetails?.modulusLength === RSA_BITS &&
      signing.asymmetricKeyType === 'ed25519' &&
      // The engine reads past what follows a key; a fingerprint does not.
      spki(encryption).equals(keys.encryption) &&
      spki(signing).equals(keys.signing)
    );
  } catch {
    return false;
  }
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject };

function rsaPair(): Promise<Pair> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: RSA_BITS }, (error, publicKey, privateKey) =>
      error ? reject(error) : resolve({ publicKey, privateKey }),
    );
  });
}

function signingPair(): Promise<Pair> {
  return new Promise((resolve, reject) => {
    generateKeyPair('ed25519', undefined, (error, publicKey, privateKey) =>
      error ? reject(error) : resolve({ publicKey, privateKey }),
    );
  });
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function pkcs8(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' });
}
