import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/** SHA-256 over the header's tag and every segment's (format 2.3, "h"). WebCrypto hashes only what is there as a whole. */
export class ContentDigest {
  readonly #hash = sha256.create();

  update(tags: Uint8Array): void {
    this.#hash.update(tags);
  }

  /** 64 hex digits; once. */
  hex(): string {
    return toHex(this.#hash.digest());
  }
}
