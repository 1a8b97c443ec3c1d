import type { Bucket, Cancellable } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { SealError } from '../../keys/errors.ts';

/**
 * Reads an object that must be small, whole.
 * @returns undefined where there is none
 * @throws SealError `tampered` where it is larger than any honest writer makes it
 */
export async function readSmall(
  bucket: Bucket,
  key: string,
  maxBytes: number,
  options: Cancellable = {},
): Promise<Buffer | undefined> {
  try {
    const { info, body } = await bucket.get(key, options);
    const chunks: Buffer[] = [];
    let bytes = 0;
    // The announced size is the bucket's word; what comes is counted as well.
    if (info.size > maxBytes) {
      body.destroy();
      throw new SealError('tampered');
    }
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new SealError('tampered');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof BucketError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * Creates an object that must be made once (format 3.9). The body holds a random nonce, so an answer that was lost on the way is found
 * out by reading: our own bytes mean success.
 * @returns undefined where this call made it, else the bytes that were there first
 */
export async function createOnce(
  bucket: Bucket,
  key: string,
  body: Buffer,
  maxBytes: number,
): Promise<Buffer | undefined> {
  try {
    await bucket.put(key, body, { ifAbsent: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof BucketError) || (error.code !== 'exists' && error.code !== 'unreachable')) throw error;
    const present = await readSmall(bucket, key, maxBytes);
    if (present === undefined) throw error;
    return present.equals(body) ? undefined : present;
  }
}
