import { equalBytes } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import { checkHeaderTag, HEADER_BYTES, parseHeader } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { deriveObjectKey, deriveObjectKeys } from '../../keys/object-key.ts';
import { Opener } from '../../keys/opener.ts';
import type { Bucket, Cancellable } from '../buckets/bucket.ts';
import type { CatalogFile } from './settlement.ts';

/**
 * The digest of a file's content, 32 bytes (format 2.3, "h"): reads it once, whole, and checks every byte of it.
 * @throws SealError any code of a reader; BucketError; the signal's reason
 */
export async function contentDigest(
  bucket: Bucket,
  file: CatalogFile,
  keyFile: KeyFile,
  options: Cancellable = {},
): Promise<Buffer> {
  const { keyId, size, digest } = file.record;
  const opener = new Opener(keyFile, { kind: 0, fileId: file.id, keyId, plainBytes: size });
  const { body } = await bucket.get(file.objectKey, options);
  try {
    // What is opened is of no use here, but each segment's tag is checked on the way.
    for await (const chunk of body as AsyncIterable<Buffer>) for (const _ of opener.push(chunk));
    for (const _ of opener.finish());
  } finally {
    body.destroy();
  }
  const found = opener.contentDigest();
  if (digest !== undefined && !equalBytes(found, Buffer.from(digest, 'hex'))) throw new SealError('tampered');
  return found;
}

/**
 * What opens this file and no other, 32 bytes (format 2.3): from the key file and the salt in the header, which is checked.
 * @throws SealError `wrong-key` | `tampered` | `truncated` | `not-sealed` | `unsupported`; BucketError
 */
export async function objectKeyOf(
  bucket: Bucket,
  file: CatalogFile,
  keyFile: KeyFile,
  options: Cancellable = {},
): Promise<Buffer> {
  const range = { start: 0, length: HEADER_BYTES };
  const { body } = await bucket.get(file.objectKey, { ...options, range });
  const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
  const header = parseHeader(bytes, keyFile.id);
  const objectKey = deriveObjectKey(keyFile, header.salt);
  checkHeaderTag(bytes, deriveObjectKeys(objectKey).headerKey);
  if (header.kind !== 0 || header.fileId !== file.id) throw new SealError('tampered');
  return objectKey;
}
