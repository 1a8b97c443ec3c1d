import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import type { IncomingMessage } from 'node:http';
import type { Bucket, ByteRange, Cancellable, ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';
import { checkListOptions, checkObjectKey } from './object-key.ts';
import { providerOf } from './presets.ts';
import { answerStream } from './s3-body.ts';
import { S3Connection } from './s3-client.ts';
import type { S3Settings } from './s3-client.ts';
import { s3Place } from './s3-lazy.ts';
import { listS3 } from './s3-listing.ts';
import { s3Multipart } from './s3-multipart.ts';
import { headS3, putS3 } from './s3-put.ts';
import { GOOGLE_NAMES } from './s3-signature.ts';

/** Larger than any object, and small enough for every server's arithmetic. */
const BEYOND_ALL = 2 ** 48;

/**
 * A bucket of an S3 server. Its conditional create is the server's `If-None-Match: *` (Google: its own header); a server that
 * ignores it must not be used, and a vault proves it before it begins. Larger objects than a request takes go in parts.
 * @throws BucketError `refused` where `trust` is no certificate
 */
export function s3Bucket(settings: S3Settings): Bucket & { readonly connection: S3Connection } {
  const { address } = settings;
  const condition = settings.condition ?? providerOf(address.endpoint)?.condition ?? 'if-none-match';
  const connection = new S3Connection(condition === 'generation' ? { names: GOOGLE_NAMES, ...settings } : settings);
  const { bucket } = connection;

  const head: Bucket['head'] = async (key, { signal } = {}) => {
    checkObjectKey(key);
    return await headS3(connection, key, signal);
  };
  const multipart = s3Multipart(connection, head);

  return {
    ...multipart,
    connection,
    place: s3Place(address),
    prefix: address.prefix,
    listsInParallel: true,
    head,

    async put(key, body, options = {}) {
      checkObjectKey(key);
      options.signal?.throwIfAborted();
      return await putS3(connection, condition, multipart, key, body, options);
    },

    async get(key, { range, signal }: Cancellable & { readonly range?: ByteRange | undefined } = {}) {
      checkObjectKey(key);
      const header = range === undefined ? undefined : rangeHeader(range);
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(header !== undefined && { Range: header }),
      });
      const answer = await connection.ask((client, options) => client.send(command, options), signal);
      const body = answer.Body as unknown as IncomingMessage;
      try {
        const { info, length } = answerInfo(key, answer, range);
        return { info, body: answerStream(body, length, signal) };
      } catch (error) {
        body.destroy();
        throw error;
      }
    },

    async *list(options = {}) {
      checkListOptions(options);
      yield* listS3(connection, options);
    },

    async delete(key, { signal } = {}) {
      checkObjectKey(key);
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      try {
        await connection.ask((client, options) => client.send(command, options), signal);
      } catch (error) {
        if (!(error instanceof BucketError && error.code === 'not-found')) throw error;
      }
    },

    async now() {
      if (connection.time === undefined) {
        const command = new HeadBucketCommand({ Bucket: bucket });
        // Any answer tells the time, also a refusal.
        await connection
          .ask((client, options) => client.send(command, options), undefined)
          .catch((error: unknown) => {
            if (connection.time === undefined) throw error;
          });
      }
      return connection.time ?? new Date();
    },
  };
}

/** @throws BucketError `out-of-range` where the range is none in any object */
function rangeHeader({ start, length }: ByteRange): string {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 1 || start > BEYOND_ALL) {
    throw outOfRange();
  }
  return length > BEYOND_ALL ? `bytes=${start}-` : `bytes=${start}-${start + length - 1}`;
}

/** What an answer says of the object, and how many bytes of it follow. */
function answerInfo(
  key: string,
  answer: GetObjectOutput,
  range: ByteRange | undefined,
): { info: ObjectInfo; length: number } {
  const length = answer.ContentLength ?? 0;
  const modified = answer.LastModified ?? new Date(0);
  if (range === undefined) return { info: { key, size: length, modified }, length };
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '') ?? [];
  if (first === undefined) {
    // An empty object has no range; a server that answers with the whole of another one does not know ranges.
    if (length === 0) throw outOfRange();
    throw new BucketError('refused', 'The server does not give parts of objects.');
  }
  const isAsked =
    Number(first) === range.start && Number(last) - Number(first) + 1 === length && length <= range.length;
  if (!isAsked) throw new BucketError('incomplete', 'The server gave another part of the object.');
  return { info: { key, size: Number(total), modified }, length };
}

function outOfRange(): BucketError {
  return new BucketError('out-of-range', 'Nothing of the object lies in that range.');
}
