import { createCipheriv, createHash } from 'node:crypto';
import { SealError } from '../errors.ts';
import { BLOCK_BYTES, lastBlock, type CbcKey } from './cbc.ts';

/** The size and the vector that stand before the ciphertext (format 6.2). */
export const FLASK_HEADER_BYTES = 8 + BLOCK_BYTES;
/** How many bytes from the end of the ciphertext {@link flaskSize} wants, where it has as many. */
export const FLASK_TAIL = 2 * BLOCK_BYTES;
const SPACE = 0x20;

export interface FlaskHeader {
  /** Bytes of content, as the file says. */
  readonly size: number;
  /** 16 bytes. */
  readonly iv: Buffer;
}

/** A file's length, and whether its end could tell a wrong token. */
export interface FlaskSize {
  readonly size: number;
  /** Whole blocks have no fill: then nothing tells. */
  readonly isChecked: boolean;
}

/** What a token, or the global key, is as a key: 32 bytes (format 6.2). */
export function flaskKey(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** @param bytes the first {@link FLASK_HEADER_BYTES}. @throws SealError `truncated` */
export function flaskHeader(bytes: Buffer): FlaskHeader {
  if (bytes.length < FLASK_HEADER_BYTES) throw new SealError('truncated');
  const size = Number(bytes.readBigUInt64LE(0));
  return { size, iv: Buffer.from(bytes.subarray(8, FLASK_HEADER_BYTES)) };
}

/**
 * Checks a file of the "Flask-Encryptor" by what it has: its size must fit its length, and the last block is filled up with spaces
 * (format 6.2).
 * @param storedBytes of the whole file
 * @param tail the last {@link FLASK_TAIL} bytes of the ciphertext
 * @throws SealError `truncated` for a size that cannot be; `wrong-key-or-damaged` for a fill that is none
 */
export function flaskSize(
  key: Uint8Array,
  { size, iv }: FlaskHeader,
  storedBytes: number,
  tail: Uint8Array,
): FlaskSize {
  const cipherBytes = storedBytes - FLASK_HEADER_BYTES;
  const fill = cipherBytes - size;
  if (cipherBytes % BLOCK_BYTES !== 0 || fill < 0 || fill >= BLOCK_BYTES) throw new SealError('truncated');
  if (fill === 0) return { size, isChecked: false };
  const block = lastBlock({ key, iv }, tail);
  if (!block.subarray(BLOCK_BYTES - fill).every((byte) => byte === SPACE)) throw new SealError('wrong-key-or-damaged');
  return { size, isChecked: true };
}

/** The key of one file's content. */
export function flaskCbcKey(key: Uint8Array, { iv }: FlaskHeader): CbcKey {
  return { key, iv };
}

/**
 * A real name: a vector of 16 bytes, then AES-256-CFB8 (format 6.2), made here of single blocks, for engines that ship no CFB8.
 * @param key {@link flaskKey} of the global key
 * @throws SealError `truncated` without a byte of a name; `wrong-key-or-damaged` where the bytes are no UTF-8
 */
export function flaskName(key: Uint8Array, sealed: Uint8Array): string {
  if (sealed.length <= BLOCK_BYTES) throw new SealError('truncated');
  const block = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const name = Buffer.alloc(sealed.length - BLOCK_BYTES);
  for (let at = 0; at < name.length; at += 1) {
    const [stream] = block.update(sealed.subarray(at, at + BLOCK_BYTES));
    name[at] = sealed[at + BLOCK_BYTES]! ^ stream!;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    throw new SealError('wrong-key-or-damaged');
  }
}
