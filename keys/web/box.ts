import { BLOCK_BYTES, cbcKey, openCbc } from './aes.ts';
import { concat, u64be, type Bytes } from './bytes.ts';
import { expand, isTag, macKey } from './derivation.ts';
import { SealError } from './errors.ts';

const TAG_BYTES = 32;

/**
 * Opens a small sealed record (format 4): checks the tag, then deciphers. Every failure is the same error.
 * @param key 32 bytes
 * @param ad what the box is bound to; not kept in it
 * @param box iv || ct || tag
 * @param refusal what any failure is called: `wrong-password` under a key made from one (format 4.1)
 */
export async function openBox(
  key: Bytes,
  ad: Bytes,
  box: Bytes,
  refusal: 'tampered' | 'wrong-password' = 'tampered',
): Promise<Bytes> {
  const bodyBytes = box.length - TAG_BYTES;
  if (bodyBytes < 2 * BLOCK_BYTES || bodyBytes % BLOCK_BYTES !== 0) throw new SealError(refusal);
  const body = box.subarray(0, bodyBytes);
  const mac = await macKey(await expand(key, 'latchkey/v1/box/mac'));
  if (!(await isTag(mac, box.subarray(bodyBytes), concat(u64be(ad.length), ad, body)))) throw new SealError(refusal);
  const cipher = await cbcKey(await expand(key, 'latchkey/v1/box/cipher'));
  try {
    return await openCbc(cipher, body.subarray(0, BLOCK_BYTES), body.subarray(BLOCK_BYTES));
  } catch {
    throw new SealError(refusal);
  }
}
