import { BucketError } from './errors.ts';
import type { Part, PartBody, PartLimits } from './bucket.ts';

/** As every S3 store has them. */
export const S3_PART_LIMITS: PartLimits = {
  leastBytes: 5 * 1024 * 1024,
  mostBytes: 5 * 1024 * 1024 * 1024,
  mostParts: 10_000,
};

/** Whether a part is large enough shows only when it is not the last: {@link checkParts}. @throws BucketError `out-of-range` */
export function checkPart(limits: PartLimits, number: number, body: PartBody): void {
  const size = partSize(body);
  const isNumber = Number.isSafeInteger(number) && number >= 1 && number <= limits.mostParts;
  if (isNumber && Number.isSafeInteger(size) && size >= 1 && size <= limits.mostBytes) return;
  throw new BucketError('out-of-range', 'A part of an object has a number or a size that no bucket takes.');
}

/** @throws BucketError `incomplete` where these cannot be all parts of an object, in order */
export function checkParts(limits: PartLimits, parts: readonly Part[]): void {
  const isOrdered = parts.every((part, index) => index === 0 || part.number > parts[index - 1]!.number);
  const isLarge = parts.slice(0, -1).every((part) => part.size >= limits.leastBytes);
  if (parts.length === 0 || !isOrdered || !isLarge) throw wrongParts();
}

export function wrongParts(cause?: unknown): BucketError {
  return new BucketError('incomplete', 'The object cannot be made of these parts.', { cause });
}

export function noSuchUpload(cause?: unknown): BucketError {
  return new BucketError('not-found', 'There is no such unfinished upload.', { cause });
}

export function partSize(body: PartBody): number {
  return body instanceof Uint8Array ? body.length : body.size;
}

/** The bytes of a part, in chunks. The end comes as `incomplete` where there are not as many as announced. */
export async function* partChunks(body: PartBody): AsyncGenerator<Uint8Array, void> {
  if (body instanceof Uint8Array) {
    yield body;
    return;
  }
  let left = body.size;
  for await (const chunk of body.bytes) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0) throw new BucketError('incomplete', 'A part of the object is not as long as it was said to be.');
}

export function totalSize(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}
