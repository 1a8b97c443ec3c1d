import { randomBytes } from 'node:crypto';
import { BoxKey } from './box.ts';
import { hmacSha256 } from './derivation.ts';
import { fromBase64, idBytes, isHex, isObject, parseJsonObject, u32be } from './encoding.ts';
import { SealError } from './errors.ts';
import {
  areOurKinds,
  keyringMembers,
  pairText,
  parseKeyring,
  parsePair,
  type Keyring,
  type PublicKeys,
} from './keyring.ts';
import { kdfMembers, parseKdf, sameKdf, type PasswordKdf, type PasswordWork } from './password.ts';

const TYPE = 'latchkey account';
/** An account record is a few kilobytes; this leaves room for many name keys and pins. */
export const MAX_ACCOUNT_RECORD_BYTES = 1024 * 1024;
/** Revisions stand in an object key as 10 digits and in associated data as 32 bits (format 3, 5.2). */
export const MAX_REVISION = 2 ** 32 - 1;

/** An account record as it lies in the bucket, not yet opened (format 5.2). Ids are 32 hex digits. */
export interface AccountRecord {
  readonly id: string;
  readonly revision: number;
  readonly nonce: string;
  readonly kdf: PasswordKdf;
  readonly publicKeys: PublicKeys;
  readonly keyring: Buffer;
  /** The whole object: members this version does not know are kept on rewrite. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** An opened account and the key that seals its next revision, so that not every change asks for the password. */
export interface OpenAccount {
  readonly record: AccountRecord;
  readonly keyring: Keyring;
  readonly boxKey: BoxKey;
}

/**
 * Longest text that is taken for a name, in UTF-16: composing takes time with the square of the length, and who shares says a name of any
 * length. Far more than any client lets an account be called.
 */
const MAX_NAME_UNITS = 4096;

/**
 * Account id, 16 bytes as hex (format 5.1). Names that differ in case or width are the same account.
 * @throws SealError `tampered` for what is too long to be a name
 */
export function accountId(vaultId: string, username: string): string {
  if (username.length > MAX_NAME_UNITS) throw new SealError('tampered');
  const name = username.normalize('NFKC').toLowerCase();
  const mac = hmacSha256(idBytes(vaultId), 'latchkey/v1/account', Buffer.from(name, 'utf8'));
  return mac.subarray(0, 16).toString('hex');
}

/** @throws SealError `tampered`; `unsupported` for a version to come or work outside format 1.4, before anything is derived */
export function parseAccountRecord(bytes: Uint8Array): AccountRecord {
  const json = bytes.length <= MAX_ACCOUNT_RECORD_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined || json['type'] !== TYPE) throw new SealError('tampered');
  if (json['version'] !== 1) throw new SealError('unsupported');
  const { id, revision, nonce } = json;
  if (!isHex(id, 16) || !isHex(nonce, 16) || !isRevision(revision)) throw new SealError('tampered');
  const publicKeys = parsePair(json['publicKeys']);
  const keyring = fromBase64(json['keyring']);
  if (publicKeys === undefined || keyring === undefined || !isObject(json['kdf'])) throw new SealError('tampered');
  const kdf = parseKdf(json['kdf'], 'name');
  if (kdf === undefined) throw new SealError('unsupported');
  return { id, revision, nonce, kdf, publicKeys, keyring, members: json };
}

/** @throws SealError `wrong-password`; `tampered` where what lies outside the box is not what lies inside */
export async function openAccountRecord(
  record: AccountRecord,
  vaultId: string,
  password: string,
  work: PasswordWork,
): Promise<OpenAccount> {
  return unboxAccountRecord(record, vaultId, await accountBoxKey(password, record.kdf, work));
}

/** The same with a key that was derived before. @throws as `openAccountRecord` does */
export function unboxAccountRecord(record: AccountRecord, vaultId: string, boxKey: BoxKey): OpenAccount {
  const json = parseJsonObject(boxKey.open(associatedData(vaultId, record.id, record.revision), record.keyring));
  if (json === undefined) throw new SealError('tampered');
  const keyring = parseKeyring(json);
  const { encryption, signing } = keyring.publicKeys;
  const samePublicKeys = encryption.equals(record.publicKeys.encryption) && signing.equals(record.publicKeys.signing);
  const sameAccount = accountId(vaultId, keyring.username) === record.id;
  if (
    !samePublicKeys ||
    !sameAccount ||
    !sameKdf(json['kdf'], record.members['kdf']) ||
    !areOurKinds(keyring.publicKeys)
  ) {
    throw new SealError('tampered');
  }
  return { record, keyring, boxKey };
}

/** An account's key from its password. Keep it with the kdf: `sealAccountRecord` wants both. */
export async function accountBoxKey(password: string, kdf: PasswordKdf, work: PasswordWork): Promise<BoxKey> {
  return new BoxKey(await work.derive(password, kdf), 'wrong-password');
}

/**
 * The JSON text of a revision (format 5.2), with a fresh nonce: its conditional create is recognised by it (format 3.9).
 * @param known members of the revision before, for those this version does not know
 * @throws RangeError for what no reader would take: the highest revision counts, so it would lock the account
 */
export function sealAccountRecord(
  vaultId: string,
  revision: number,
  keyring: Keyring,
  kdf: PasswordKdf,
  boxKey: BoxKey,
  known: Readonly<Record<string, unknown>> = {},
): string {
  if (!isRevision(revision)) throw new RangeError('a revision is a whole number from 1 to 2^32 - 1');
  const id = accountId(vaultId, keyring.username);
  const kdfJson = { name: 'scrypt', ...kdfMembers(kdf) };
  const message = Buffer.from(JSON.stringify({ ...keyringMembers(keyring), kdf: kdfJson }), 'utf8');
  const record = {
    ...known,
    type: TYPE,
    version: 1,
    id,
    revision,
    nonce: randomBytes(16).toString('hex'),
    kdf: kdfJson,
    publicKeys: pairText(keyring.publicKeys),
    keyring: boxKey.seal(associatedData(vaultId, id, revision), message).toString('base64'),
  };
  // Without indentation: members we do not know may lie so deep that it would multiply their size.
  const text = `${JSON.stringify(record)}\n`;
  if (Buffer.byteLength(text) > MAX_ACCOUNT_RECORD_BYTES) throw new RangeError('an account record has at most 1 MiB');
  return text;
}

function associatedData(vaultId: string, id: string, revision: number): Buffer {
  const ids = idBytes(vaultId, id);
  return Buffer.concat([Buffer.from('latchkey/v1/account-record', 'ascii'), ids, u32be(revision)]);
}

function isRevision(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_REVISION;
}
