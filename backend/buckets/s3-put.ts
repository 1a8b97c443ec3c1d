import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bucket, ObjectBody, ObjectInfo, PutOptions } from './bucket.ts';
import { BucketError } from './errors.ts';
import { bodyChunks, unlessAborted } from './object-body.ts';
import type { ProviderPreset } from './presets.ts';
import type { S3Connection } from './s3-client.ts';
import { BEFORE_SIGNING, CONTENT_DIGEST, withHeader } from './s3-header.ts';
import { s3Reason } from './s3-failure.ts';

const MiB = 1024 * 1024;

/** A body of unknown length is held in memory up to here, to be sent in one request; what is longer goes in parts of that size. */
const PART_BYTES = 8 * MiB;

/** Parts grow with the object, so that 10,000 of them are enough for the largest there is (5 TiB). */
const PARTS_PER_SIZE = 1000;

/** What is created, not replaced, goes in one request, since not all servers take the condition with parts. */
const MOST_CREATED_BYTES = 64 * MiB;

/** How often a create that met another one (409) is tried again before it counts as a failure. */
const MOST_CONFLICTS = 20;

type Condition = ProviderPreset['condition'];
type PartCalls = Pick<Bucket, 'beginMultipart' | 'putPart' | 'completeMultipart' | 'abortMultipart'>;

/** Stores an object in one request where it is small, else in parts. */
export async function putS3(
  connection: S3Connection,
  condition: Condition,
  parts: PartCalls,
  key: string,
  body: ObjectBody,
  options: PutOptions,
): Promise<ObjectInfo> {
  const { signal, ifAbsent = false } = options;
  if (body instanceof Uint8Array) return await putBytes(connection, condition, key, body, options);
  const source = bodyChunks(body, signal);
  try {
    const limit = ifAbsent ? MOST_CREATED_BYTES : PART_BYTES;
    const first = await collect(source, limit, Buffer.alloc(0));
    if (first.isLast) return await putBytes(connection, condition, key, first.bytes, options);
    if (ifAbsent) throw new BucketError('refused', 'This is too large to be created in one request.');
    return await putInParts(parts, key, source, first.bytes, signal);
  } finally {
    await source.return();
  }
}

async function putBytes(
  connection: S3Connection,
  condition: Condition,
  key: string,
  bytes: Uint8Array,
  { ifAbsent = false, signal, sha256 }: PutOptions,
): Promise<ObjectInfo> {
  const { bucket } = connection;
  const put = async (): Promise<unknown> =>
    await connection.ask((client, sending) => {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentLength: bytes.length,
        ...(ifAbsent && condition === 'if-none-match' && { IfNoneMatch: '*' }),
      });
      if (sha256 !== undefined) command.middlewareStack.add(withHeader(CONTENT_DIGEST, sha256), BEFORE_SIGNING);
      if (ifAbsent && condition === 'generation') {
        command.middlewareStack.add(withHeader('x-goog-if-generation-match', '0'), BEFORE_SIGNING);
      }
      return client.send(command, sending);
    }, signal);
  for (let conflicts = 0; ; conflicts++) {
    try {
      await put();
      return { key, size: bytes.length, modified: connection.time ?? new Date() };
    } catch (error) {
      const isConflict = error instanceof BucketError && s3Reason(error.cause) === 'conflict';
      if (!ifAbsent || !isConflict || conflicts === MOST_CONFLICTS) throw error;
      await unlessAborted(pause(20 * (conflicts + 1)), signal);
    }
  }
}

async function putInParts(
  parts: PartCalls,
  key: string,
  source: AsyncGenerator<Uint8Array, void>,
  first: Buffer,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo> {
  const upload = await parts.beginMultipart(key, { signal });
  try {
    const sent = [];
    let rest: Buffer = first;
    for (let number = 1; ; number++) {
      const size = PART_BYTES * Math.ceil(number / PARTS_PER_SIZE);
      const { bytes, isLast } = await collect(source, size, rest);
      rest = bytes.subarray(size);
      if (bytes.length > 0) sent.push(await parts.putPart(upload, number, bytes.subarray(0, size), { signal }));
      if (isLast && rest.length === 0) break;
    }
    return await parts.completeMultipart(upload, sent, { signal });
  } catch (error) {
    // Whatever ended it, also the signal: nothing of it should be paid for.
    await parts.abortMultipart(upload).catch(() => undefined);
    throw error;
  }
}

/** Reads on until there are more than `size` bytes, or the source ends. The bytes are a copy: the source may use its own again. */
async function collect(
  source: AsyncGenerator<Uint8Array, void>,
  size: number,
  begun: Buffer,
): Promise<{ bytes: Buffer; isLast: boolean }> {
  const chunks = [begun];
  let length = begun.length;
  while (length <= size) {
    const step = await source.next();
    if (step.done === true) return { bytes: Buffer.concat(chunks), isLast: true };
    chunks.push(Buffer.from(step.value));
    length += step.value.length;
  }
  return { bytes: Buffer.concat(chunks), isLast: false };
}

/** What an object is, or undefined where there is none. */
export async function headS3(
  connection: S3Connection,
  key: string,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo | undefined> {
  try {
    const command = new HeadObjectCommand({ Bucket: connection.bucket, Key: key });
    const answer = await connection.ask((client, options) => client.send(command, options), signal);
    return { key, size: answer.ContentLength ?? 0, modified: answer.LastModified ?? new Date(0) };
  } catch (error) {
    // An answer to HEAD has no body to tell a missing bucket by; the other calls do.
    if (error instanceof BucketError && error.code === 'not-found') return undefined;
    throw error;
  }
}
