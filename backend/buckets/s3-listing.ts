import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListObjectsV2Output } from '@aws-sdk/client-s3';
import { MAX_KEY_BYTES, MAX_PAGE } from './bucket.ts';
import type { ListOptions, ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';
import { compareKeys } from './object-key.ts';
import type { S3Connection } from './s3-client.ts';

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
    const answer: ListObjectsV2Output = await connection.ask(
      (client, options) => client.send(command, options),
      signal,
    );
    // A web page in the place of a listing, say.
    if ((answer.Name ?? answer.KeyCount) === undefined) {
      throw new BucketError('refused', 'What answers there is no S3 server.');
    }
    const page = (answer.Contents ?? []).map(toInfo).filter(({ key }) => after === '' || compareKeys(key, after) > 0);
    if (page.length > 0) yield page;
    token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
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

function toInfo(entry: NonNullable<ListObjectsV2Output['Contents']>[number]): ObjectInfo {
  const key = decodeURIComponent((entry.Key ?? '').replaceAll('+', ' '));
  return { key, size: entry.Size ?? 0, modified: entry.LastModified ?? new Date(0) };
}
