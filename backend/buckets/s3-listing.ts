import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { MAX_KEY_BYTES, MAX_PAGE } from './bucket.ts';
import type { ListOptions, ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';
import { compareKeys } from './object-key.ts';
import type { S3Connection } from './s3-client.ts';
import { endless } from './s3-failure.ts';
import { readListingPage } from './s3-listing-page.ts';
import type { ListingPage } from './s3-listing-page.ts';

/** The pages of a listing, one request each. */
export async function* listS3(
  connection: S3Connection,
  { prefix = '', after = '', signal }: ListOptions,
): AsyncGenerator<readonly ObjectInfo[], void> {
  signal?.throwIfAborted();
  // No key is so long; some servers refuse to look for it.
  if (Buffer.byteLength(prefix) > MAX_KEY_BYTES) return;
  const start = cutKey(after);
  let token: string | undefined;
  let last = after;
  do {
    const command = new ListObjectsV2Command({
      Bucket: connection.bucket,
      MaxKeys: MAX_PAGE,
      // XML cannot hold every character that a key can.
      EncodingType: 'url',
      ...(prefix !== '' && { Prefix: prefix }),
      ...(start !== '' && token === undefined && { StartAfter: start }),
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const read = readBy(command);
    await connection.ask((client, options) => client.send(command, options), signal);
    const { entries, next } = read();
    const reached = entries.at(-1)?.key;
    const isFurther = reached === undefined ? next !== token : token === undefined || compareKeys(reached, last) > 0;
    if (next !== undefined && !isFurther) throw endless();
    last = reached ?? last;
    const page = after === '' ? entries : entries.filter(({ key }) => compareKeys(key, after) > 0);
    if (page.length > 0) yield page;
    token = next;
  } while (token !== undefined);
}

/** The longest beginning of a text that can be a key; all keys after the text come after it too. */
function cutKey(text: string): string {
  if (Buffer.byteLength(text) <= MAX_KEY_BYTES) return text;
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_KEY_BYTES) break;
    cut += character;
  }
  return cut;
}

/** Has the answer read by {@link readListingPage}; the client gets an empty one to read. @returns what was read */
function readBy(command: ListObjectsV2Command): () => ListingPage {
  let page: ListingPage | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: Readable | Uint8Array };
      // A refusal is the client's own to read.
      if (response.statusCode !== 200) return result;
      page = await readListingPage(response.body as Readable);
      response.body = Buffer.from('<ListBucketResult/>');
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'latchkeyListing' },
  );
  return () => {
    if (page === undefined) throw new BucketError('refused', 'What answers there is no S3 server.');
    return page;
  };
}
