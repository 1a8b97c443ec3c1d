import type { Bucket, ByteRange, ListOptions, ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';

export const MiB = 1024 * 1024;

/** Bytes in which no two aligned words nearby are equal, so that a shifted or repeated part shows. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/**
 * A body in chunks of `size` bytes, all in one reused buffer: it is the source's again once the next chunk is asked
 * for.
 */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.alloc(size);
  for (let start = 0; start < bytes.length; start += size) {
    const part = bytes.subarray(start, start + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

export async function readAll(bucket: Bucket, key: string, range?: ByteRange): Promise<Buffer> {
  const { body } = await bucket.get(key, { range });
  return Buffer.concat((await body.toArray()) as Buffer[]);
}

export async function listPages(bucket: Bucket, options?: ListOptions): Promise<(readonly ObjectInfo[])[]> {
  const pages: (readonly ObjectInfo[])[] = [];
  for await (const page of bucket.list(options)) pages.push(page);
  return pages;
}

export async function listAll(bucket: Bucket, options?: ListOptions): Promise<ObjectInfo[]> {
  return (await listPages(bucket, options)).flat();
}

export async function listKeys(bucket: Bucket, options?: ListOptions): Promise<string[]> {
  return (await listAll(bucket, options)).map((info) => info.key);
}

/** Key order as the interface says it, by another way than the buckets go. */
export function bytewise(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** What a call that must fail threw; a call that succeeded fails the test. */
export async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded.');
}

/** The code of the BucketError a call failed with; any other error is thrown on. */
export async function failureCode(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  if (error instanceof BucketError) return error.code;
  throw error;
}

/** Calls in parallel, at most `width` at a time. */
export async function each<T>(items: readonly T[], width: number, call: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await call(item);
    }),
  );
}
