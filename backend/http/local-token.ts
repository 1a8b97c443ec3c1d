import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A code is handed to a browser in an address; it is worth a token for this long, and once. */
export const CODE_MS = 30 * 1000;
/** Codes given out and not yet used; the oldest makes room. */
const MAX_CODES = 16;

/**
 * Proves that a caller was let in by whoever started this server (docs/architecture.md): a random token made at each start, and codes that
 * are exchanged for it.
 */
export class LocalToken {
  readonly token = randomBytes(32).toString('base64url');
  readonly #now: () => Date;
  readonly #codes = new Map<string, number>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  newCode(): string {
    const [oldest] = this.#codes.keys();
    if (this.#codes.size >= MAX_CODES && oldest !== undefined) this.#codes.delete(oldest);
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(hash(code).toString('hex'), this.#now().getTime() + CODE_MS);
    return code;
  }

  /** The token for a code that is valid, once. */
  exchange(code: string): string | undefined {
    const key = hash(code).toString('hex');
    const until = this.#codes.get(key);
    this.#codes.delete(key);
    return until !== undefined && this.#now().getTime() <= until ? this.token : undefined;
  }

  matches(given: string | undefined): boolean {
    return given !== undefined && timingSafeEqual(hash(given), hash(this.token));
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
