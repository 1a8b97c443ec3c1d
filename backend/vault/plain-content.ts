import type { Readable } from 'node:stream';
import { equalBytes } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import { Opener, type OpeningKey } from '../../keys/opener.ts';
import type { FileRecord } from './record.ts';

/** A sealed file and what its record says of it. */
export interface RecordedFile {
  readonly id: string;
  readonly record: Pick<FileRecord, 'keyId' | 'size' | 'digest'>;
}

/**
 * Opens a stored file under its record, from its beginning to its end. What came out is the file only once it ends without an error.
 * @param key a key file, or the file's own object key
 * @param told of the digest of the whole (format 2.3, "h"), 32 bytes, once the end was checked
 * @throws SealError, any code of a reader
 */
export async function* plainContent(
  body: Readable,
  key: OpeningKey,
  { id: fileId, record: { keyId, size: plainBytes, digest } }: RecordedFile,
  told?: (digest: Buffer) => void,
): AsyncGenerator<Buffer> {
  const opener = new Opener(key, { kind: 0, fileId, keyId, plainBytes });
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) yield* opener.push(chunk);
    const last = [...opener.finish()];
    const found = opener.contentDigest();
    // Whoever was given an object key could seal under it too: the digest in the record tells (format 2.3).
    if (digest !== undefined && !equalBytes(found, Buffer.from(digest, 'hex'))) throw new SealError('tampered');
    told?.(found);
    yield* last;
  } finally {
    body.destroy();
  }
}
