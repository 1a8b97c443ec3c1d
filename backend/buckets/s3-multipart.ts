import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ListPartsOutput } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { Bucket, Multipart, Part } from './bucket.ts';
import { BucketError } from './errors.ts';
import { checkObjectKey } from './object-key.ts';
import { S3_PART_LIMITS, checkPart, checkParts, noSuchUpload, partChunks, partSize, totalSize } from './part.ts';
import type { S3Connection } from './s3-client.ts';
import { BEFORE_SIGNING, CONTENT_DIGEST, withHeader } from './s3-header.ts';
import { endless, s3Reason } from './s3-failure.ts';

type MultipartCalls = Pick<
  Bucket,
  'partLimits' | 'beginMultipart' | 'putPart' | 'listParts' | 'completeMultipart' | 'abortMultipart'
>;

/** The calls of an S3 bucket that make an object in parts. */
export function s3Multipart(connection: S3Connection, head: Bucket['head']): MultipartCalls {
  const place = ({ key, uploadId }: Multipart): { Bucket: string; Key: string; UploadId: string } => {
    checkObjectKey(key);
    return { Bucket: connection.bucket, Key: key, UploadId: uploadId };
  };

  const listParts: Bucket['listParts'] = async (upload, { signal } = {}) => {
    const parts: Part[] = [];
    let marker: string | undefined;
    do {
      const command = new ListPartsCommand({
        ...place(upload),
        ...(marker !== undefined && { PartNumberMarker: marker }),
      });
      const answer: ListPartsOutput = await connection.ask((client, options) => client.send(command, options), signal);
      for (const { PartNumber, ETag, Size } of answer.Parts ?? []) {
        parts.push({ number: PartNumber ?? 0, etag: ETag ?? '', size: Size ?? 0 });
      }
      const next = answer.IsTruncated === true ? answer.NextPartNumberMarker : undefined;
      if (next !== undefined && next === marker) throw endless();
      marker = next;
    } while (marker !== undefined);
    return parts;
  };

  return {
    partLimits: S3_PART_LIMITS,
    listParts,

    async beginMultipart(key, { signal } = {}) {
      checkObjectKey(key);
      const command = new CreateMultipartUploadCommand({ Bucket: connection.bucket, Key: key });
      const { UploadId } = await connection.ask((client, options) => client.send(command, options), signal);
      if (UploadId === undefined) throw new BucketError('refused', 'The server does not take objects in parts.');
      return { key, uploadId: UploadId };
    },

    async putPart(upload, number, body, { signal, sha256 } = {}) {
      const target = place(upload);
      checkPart(S3_PART_LIMITS, number, body);
      signal?.throwIfAborted();
      const size = partSize(body);
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => undefined);
      const stream = body instanceof Uint8Array ? undefined : partStream(partChunks(body), failed.reject);
      const command = new UploadPartCommand({
        ...target,
        PartNumber: number,
        Body: stream ?? (body as Uint8Array),
        ContentLength: size,
      });
      if (sha256 !== undefined) command.middlewareStack.add(withHeader(CONTENT_DIGEST, sha256), BEFORE_SIGNING);
      const controller = new AbortController();
      const either = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
      try {
        const sent = connection.ask((client, options) => client.send(command, options), either);
        const { ETag } = await Promise.race([sent, failed.promise]);
        return { number, etag: ETag ?? '', size };
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason;
        throw error;
      } finally {
        // Where the source failed the request waits for bytes that will not come.
        controller.abort();
        stream?.destroy();
      }
    },

    async completeMultipart(upload, parts, { signal } = {}) {
      const target = place(upload);
      signal?.throwIfAborted();
      checkParts(S3_PART_LIMITS, parts);
      const chosen = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
      const command = new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: chosen } });
      try {
        await connection.ask((client, options) => client.send(command, options), signal);
      } catch (error) {
        if (!(await isGone(upload, error, signal))) throw error;
        const info = await head(upload.key, { signal });
        if (info === undefined || info.size !== totalSize(parts)) throw noSuchUpload(error);
        return info;
      }
      return (await head(upload.key, { signal })) ?? { key: upload.key, size: totalSize(parts), modified: new Date() };
    },

    async abortMultipart(upload, { signal } = {}) {
      const command = new AbortMultipartUploadCommand(place(upload));
      try {
        await connection.ask((client, options) => client.send(command, options), signal);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };

  /** Whether a failed complete means that there is no upload. Ceph says then that it is busy completing it, for ever. */
  async function isGone(upload: Multipart, error: unknown, signal: AbortSignal | undefined): Promise<boolean> {
    if (isNotFound(error)) return true;
    if (!(error instanceof BucketError && s3Reason(error.cause) === 'busy')) return false;
    return await listParts(upload, { signal }).then(() => false, isNotFound);
  }
}

/** A stream of a part's bytes whose source's own error goes to `failed`; the client would wrap it. */
function partStream(chunks: AsyncGenerator<Uint8Array, void>, failed: (error: unknown) => void): Readable {
  const stream = Readable.from(copies(chunks), { objectMode: false });
  stream.once('error', failed);
  return stream;
}

/** The stream reads ahead, and a source may use a chunk's memory again once it is asked for the next one. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

function isNotFound(error: unknown): boolean {
  return error instanceof BucketError && error.code === 'not-found';
}
