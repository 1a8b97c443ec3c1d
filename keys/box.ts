import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { expand, hmacSha256 } from './derivation.ts';
import { equalBytes, u64be } from './encoding.ts';
import { SealError, type SealErrorCode } from './errors.ts';

const IV_BYTES = 16;
const TAG_BYTES = 32;
const BLOCK_BYTES = 16;

/** A key for small sealed records (format 4), its two halves derived once. */
export class BoxKey {
  // As key objects: Node makes one of each Buffer at every use, which would be most of the time a listing of names takes.
  readonly #cipherKey: KeyObject;
  readonly #macKey: KeyObject;
  readonly #refusal: SealErrorCode;

  /**
   * @param key 32 bytes
   * @param refusal what any failure to open is called: `wrong-password` under a key made from one (format 4.1)
   */
  constructor(key: Uint8Array, refusal: 'tampered' | 'wrong-password' = 'tampered') {
    if (key.length !== 32) throw new RangeError('a box key has 32 bytes');
    this.#cipherKey = createSecretKey(expand(key, 'latchkey/v1/box/cipher'));
    this.#macKey = createSecretKey(expand(key, 'latchkey/v1/box/mac'));
    this.#refusal = refusal;
  }

  /**
   * @param ad what the box is bound to; not kept in it
   * @param iv 16 bytes; only a test passes them
   * @returns iv || ct || tag
   */
  seal(ad: Uint8Array, message: Uint8Array, iv: Uint8Array = randomBytes(IV_BYTES)): Buffer {
    const cipher = createCipheriv('aes-256-cbc', this.#cipherKey, iv);
    const body = Buffer.concat([iv, cipher.update(message), cipher.final()]);
    return Buffer.concat([body, this.#tag(ad, body)]);
  }

  /** Checks the tag, then deciphers. Every failure is the same error. */
  open(ad: Uint8Array, box: Uint8Array): Buffer {
    const bodyBytes = box.length - TAG_BYTES;
    if (bodyBytes < IV_BYTES + BLOCK_BYTES || bodyBytes % BLOCK_BYTES !== 0) throw new SealError(this.#refusal);
    const body = box.subarray(0, bodyBytes);
    if (!equalBytes(this.#tag(ad, body), box.subarray(bodyBytes))) throw new SealError(this.#refusal);
    try {
      const decipher = createDecipheriv('aes-256-cbc', this.#cipherKey, body.subarray(0, IV_BYTES));
      return Buffer.concat([decipher.update(body.subarray(IV_BYTES)), decipher.final()]);
    } catch {
      throw new SealError(this.#refusal);
    }
  }

  #tag(ad: Uint8Array, body: Uint8Array): Buffer {
    return hmacSha256(this.#macKey, u64be(ad.length), ad, body);
  }
}
