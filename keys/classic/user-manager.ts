import { SealError } from '../errors.ts';
import { BLOCK_BYTES, lastBlock, type CbcKey } from './cbc.ts';

/** How many bytes from the end {@link userManagerSize} wants, where the file has as many. */
export const USER_MANAGER_TAIL = 2 * BLOCK_BYTES;

/**
 * How long the content of a file of the "User Manager" is: AES-CBC over the whole, PKCS#7 at its end, nothing else (format 6.1). The
 * padding is all there is to tell a wrong key by; one wrong key in 255 passes.
 * @param key a classic key file's
 * @param storedBytes of the whole file
 * @param tail its last {@link USER_MANAGER_TAIL} bytes
 * @throws SealError `wrong-key-or-damaged` for a padding that is none; `truncated` for a length that is none
 */
export function userManagerSize(key: CbcKey, storedBytes: number, tail: Uint8Array): number {
  if (storedBytes < BLOCK_BYTES || storedBytes % BLOCK_BYTES !== 0) throw new SealError('truncated');
  const block = lastBlock(key, tail);
  const length = block[BLOCK_BYTES - 1]!;
  const isPadding =
    length >= 1 && length <= BLOCK_BYTES && block.subarray(BLOCK_BYTES - length).every((byte) => byte === length);
  if (!isPadding) throw new SealError('wrong-key-or-damaged');
  return storedBytes - length;
}
