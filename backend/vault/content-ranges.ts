import type { Readable } from 'node:stream';
import { SealError } from '../../keys/errors.ts';
import { checkHeaderTag, HEADER_BYTES, parseHeader, type SealedHeader } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { deriveObjectKey, deriveObjectKeys } from '../../keys/object-key.ts';
import { RangeOpener, type RangeFile } from '../../keys/range-opener.ts';
import type { Stretch } from '../../keys/range-sealer.ts';
import type { Bucket, Cancellable } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import type { CatalogFile } from './settlement.ts';

/** A stored file whose header was read and agrees with its record, and stretches of it. */
export interface ContentRanges {
  readonly file: RangeFile;
  /** Stored bytes, as they are: to be opened, never to be used unopened. */
  get(stretch: Stretch, options?: Cancellable): Promise<Readable>;
}

/**
 * Reads and checks the header of a file (format 2.6).
 * @returns undefined where the file cannot be read in stretches: it is not there, its length is not what its record says, or the record holds
 *   a digest over all of it. Reading it from its beginning tells what is wrong.
 * @throws SealError; BucketError
 */
export async function contentRanges(
  bucket: Bucket,
  recorded: CatalogFile,
  keyFile: KeyFile,
  options: Cancellable,
): Promise<ContentRanges | undefined> {
  const { objectKey: key, record } = recorded;
  if (record.digest !== undefined) return undefined;
  const start = await openStart(bucket, recorded, keyFile, options);
  if (start === undefined) return undefined;
  const file = { header: start.header, objectKey: start.objectKey, plainBytes: record.size };
  if (new RangeOpener(file).storedBytes !== start.size) return undefined;
  const get = async ({ start, end }: Stretch, { signal }: Cancellable = {}) => {
    const { body } = await bucket.get(key, { range: { start, length: end - start }, signal });
    return body;
  };
  return { file, get };
}

/**
 * A file's header, read and checked against its record, the key that follows from it, and how long the object is.
 * @returns undefined where there is no such object, or nothing in it
 * @throws SealError; BucketError
 */
export async function openStart(
  bucket: Bucket,
  { id, objectKey: key, record }: CatalogFile,
  keyFile: KeyFile,
  options: Cancellable,
): Promise<{ header: SealedHeader; objectKey: Buffer; size: number } | undefined> {
  const start = await readHeader(bucket, key, options);
  if (start === undefined) return undefined;
  const { bytes, size } = start;
  const header = parseHeader(bytes, keyFile.id);
  const objectKey = deriveObjectKey(keyFile, header.salt);
  checkHeaderTag(bytes, deriveObjectKeys(objectKey).headerKey);
  const agrees = header.kind === 0 && header.fileId === id && header.keyId === record.keyId;
  if (!agrees) throw new SealError('tampered');
  return { header, objectKey, size };
}

/** The first bytes of an object and its size; undefined where there is none, or nothing in it. */
async function readHeader(
  bucket: Bucket,
  key: string,
  { signal }: Cancellable,
): Promise<{ bytes: Buffer; size: number } | undefined> {
  try {
    const { info, body } = await bucket.get(key, { range: { start: 0, length: HEADER_BYTES }, signal });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Whoever gives more than was asked for is not listened to.
      if (length >= HEADER_BYTES) break;
    }
    return { bytes: Buffer.concat(chunks).subarray(0, HEADER_BYTES), size: info.size };
  } catch (error) {
    const isMissing = error instanceof BucketError && (error.code === 'not-found' || error.code === 'out-of-range');
    if (isMissing) return undefined;
    throw error;
  }
}
