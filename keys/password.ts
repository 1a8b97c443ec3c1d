import { randomBytes, scrypt } from 'node:crypto';
import { fromBase64, isObject } from './encoding.ts';

/** Scrypt work: cost N (a power of two), 32 bytes of salt. r and p are fixed by docs/format.md 1.4. */
export interface PasswordKdf {
  readonly N: number;
  readonly salt: Buffer;
}

export const MIN_COST = 2 ** 15;
export const MAX_COST = 2 ** 17;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const SALT_BYTES = 32;
/** Scrypt needs 128·N·r bytes, 128 MiB for the highest cost; Node refuses to pass its limit, so leave room. */
const MAX_MEMORY = 256 * 2 ** 20;

/** A longer text is no password but an attempt to make us hash it. Bytes of UTF-8 after NFKC. */
export const MAX_PASSWORD_BYTES = 1024;
/**
 * In UTF-16, before NFKC, which takes a minute for a megabyte of combining marks. It never leaves less than a byte for
 * four, so nothing is refused here that would fit.
 */
const MAX_PASSWORD_UNITS = 4 * MAX_PASSWORD_BYTES;
/** More callers than this in line means somebody is hammering; each waits about half a second for each one before it. */
export const MAX_WAITING = 32;

export class PasswordError extends Error {
  override readonly name = 'PasswordError';
  readonly code: 'password-length' | 'busy';

  constructor(code: 'password-length' | 'busy') {
    super(code);
    this.code = code;
  }
}

/**
 * Turns passwords into keys, one at a time: a single derivation takes up to 128 MiB, so memory stays bounded whatever the
 * number of callers (format 1.4). Runs off the main thread.
 */
export class PasswordWork {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * @returns 32 bytes
   * @throws PasswordError `password-length` for an empty password or one over 1,024 bytes, `busy` where 32 callers wait
   */
  async derive(password: string, kdf: PasswordKdf): Promise<Buffer> {
    if (password.length > MAX_PASSWORD_UNITS) throw new PasswordError('password-length');
    const bytes = Buffer.from(password.normalize('NFKC'), 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_PASSWORD_BYTES) throw new PasswordError('password-length');
    if (this.#waiting >= MAX_WAITING) throw new PasswordError('busy');
    this.#waiting += 1;
    const turn = this.#last.then(() => deriveNow(bytes, kdf));
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
      bytes.fill(0);
    }
  }
}

function deriveNow(password: Buffer, kdf: PasswordKdf): Promise<Buffer> {
  const options = { N: kdf.N, r: BLOCK_SIZE, p: PARALLELISM, maxmem: MAX_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(password, kdf.salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export function newKdf(cost = MAX_COST): PasswordKdf {
  return { N: cost, salt: randomBytes(SALT_BYTES) };
}

/** The work a file asks for, or `undefined` where it lies outside the limits of format 1.4; nothing is derived here. */
export function parseKdf(value: Record<string, unknown>, nameMember: 'kdf' | 'name'): PasswordKdf | undefined {
  const { N, r, p } = value as { N?: unknown; r?: unknown; p?: unknown };
  if (value[nameMember] !== 'scrypt' || r !== BLOCK_SIZE || p !== PARALLELISM) return undefined;
  if (typeof N !== 'number' || !Number.isInteger(N) || N < MIN_COST || N > MAX_COST) return undefined;
  if ((N & (N - 1)) !== 0) return undefined;
  const salt = fromBase64(value['salt'], [SALT_BYTES]);
  return salt && { N, salt };
}

/** The members of a kdf as they stand in JSON, in the order of format 1.4. */
export function kdfMembers(kdf: PasswordKdf): { N: number; r: number; p: number; salt: string } {
  return { N: kdf.N, r: BLOCK_SIZE, p: PARALLELISM, salt: kdf.salt.toString('base64') };
}

/** Whether two JSON values describe the same work (format 5.2 keeps a copy inside the keyring). */
export function sameKdf(a: unknown, b: unknown): boolean {
  const [x, y] = [a, b].map((value) => (isObject(value) ? parseKdf(value, 'name') : undefined));
  return x !== undefined && y !== undefined && x.N === y.N && x.salt.equals(y.salt);
}
