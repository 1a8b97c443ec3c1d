import { scrypt } from '@noble/hashes/scrypt.js';
import { fromBase64, isObject, utf8, type Bytes } from './bytes.ts';
import { SealError } from './errors.ts';

/** Scrypt work: cost N (a power of two), 32 bytes of salt. r and p are fixed by format 1.4. */
export interface PasswordKdf {
  readonly N: number;
  readonly salt: Bytes;
}

const MIN_COST = 2 ** 15;
const MAX_COST = 2 ** 17;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const SALT_BYTES = 32;

/** A longer text is no password of anything. Bytes of UTF-8 after NFKC, as where it was set. */
const MAX_PASSWORD_BYTES = 1024;
/** In UTF-16, before NFKC, which takes a minute for a megabyte of combining marks. */
const MAX_PASSWORD_UNITS = 4 * MAX_PASSWORD_BYTES;

/**
 * Scrypt (RFC 7914): takes a second and up to 128 MiB, and nothing else runs meanwhile: call it in a worker.
 * @returns 32 bytes
 * @throws SealError `wrong-password` for a text that cannot be one
 */
export function derivePassword(password: string, kdf: PasswordKdf): Bytes {
  if (password.length > MAX_PASSWORD_UNITS) throw new SealError('wrong-password');
  const bytes = utf8(password.normalize('NFKC'));
  if (bytes.length === 0 || bytes.length > MAX_PASSWORD_BYTES) throw new SealError('wrong-password');
  return scrypt(bytes, kdf.salt, { N: kdf.N, r: BLOCK_SIZE, p: PARALLELISM, dkLen: 32 });
}

/** The work that a link, or a protected key file, asks for. @param nameMember where the kind of work stands @throws SealError `unsupported` where it lies outside the limits of format 1.4; nothing is derived here */
export function parseKdf(value: unknown, nameMember: 'kdf' | 'name'): PasswordKdf {
  if (!isObject(value)) throw new SealError('unsupported');
  const { N, r, p, salt } = value as Record<'N' | 'r' | 'p' | 'salt', unknown>;
  const isCost = typeof N === 'number' && Number.isInteger(N) && N >= MIN_COST && N <= MAX_COST && (N & (N - 1)) === 0;
  const saltBytes = fromBase64(salt, SALT_BYTES);
  if (value[nameMember] !== 'scrypt' || r !== BLOCK_SIZE || p !== PARALLELISM || !isCost || saltBytes === undefined) {
    throw new SealError('unsupported');
  }
  return { N, salt: saltBytes };
}
