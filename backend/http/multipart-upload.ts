import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { MAX_KEY_FILE_BYTES } from '../../keys/key-file.ts';
import { MAX_FILE_BYTES, MAX_TEXT } from '../contract/limits.ts';
import { SealingChoice, type SuiteName } from '../contract/sealing.ts';
import { TransferError } from '../transfers/errors.ts';
import { spool, type Spool } from '../transfers/spool.ts';
import type { TemporaryFolder } from '../transfers/temporary-folder.ts';
import type { KeyFields } from './classic-key.ts';
import { lastPart } from './disk-place.ts';
import { HttpError } from './http-error.ts';

/** A multipart upload, taken in whole: its content sealed in the temporary folder, its fields in memory. */
export interface MultipartUpload extends KeyFields {
  readonly filename: string;
  readonly content: Spool;
  readonly suite?: SuiteName | undefined;
  readonly segment?: number | undefined;
}

const FIELDS = ['keypath', 'keylocation', 'passphrase', 'suite', 'segment'] as const;
type Fields = { [Name in (typeof FIELDS)[number]]?: string } & { keyfile?: Buffer };

/**
 * Reads the parts in any order. Of the content nothing reaches the disk but sealed under a throw-away key (docs/decisions/0003).
 * @param waiting counts the content on its way to the disk
 * @throws HttpError `invalid-request`; TransferError `too-large` | `unusable`. The temporary file is removed then.
 */
export async function readMultipartUpload(
  request: FastifyRequest,
  temporary: Pick<TemporaryFolder, 'place'>,
  waiting: (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (bytes) => bytes,
): Promise<MultipartUpload> {
  const fields: Fields = {};
  let filename: string | undefined;
  let content: Spool | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') takeField(fields, part);
      else if (part.fieldname === 'keyfile') fields.keyfile = await keyFileBytes(part);
      else if (part.fieldname === 'file' && content === undefined) {
        filename = lastPart(part.filename);
        content = await spool(await temporary.place(), waiting(part.file), MAX_FILE_BYTES);
      } else throw new HttpError('invalid-request', `The part ${JSON.stringify(part.fieldname)} is not expected.`);
    }
    if (content === undefined || !filename)
      throw new HttpError('invalid-request', 'Give a part "file" with a file name.');
    const { suite: _, segment: __, ...key } = fields;
    return { ...key, ...sealingOf(fields), filename, content };
  } catch (error) {
    // What is still to come is let run out: a caller that only sends would otherwise never read why.
    request.raw.unpipe().resume();
    await content?.dispose();
    throw isUnreadable(error) ? new HttpError('invalid-request', 'The parts cannot be read, or end too early.') : error;
  }
}

/** The reader of the parts, and a connection that breaks off, throw errors without a class of their own. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && error.constructor === Error && !('statusCode' in error);
}

function takeField(fields: Fields, part: MultipartValue): void {
  const name = FIELDS.find((candidate) => candidate === part.fieldname);
  const { value } = part;
  const fits = typeof value === 'string' && value.length <= MAX_TEXT && !part.valueTruncated;
  if (name === undefined || !fits || name in fields) {
    throw new HttpError(
      'invalid-request',
      `The field ${JSON.stringify(part.fieldname)} is not expected, or not right.`,
    );
  }
  if (value !== '') fields[name] = value;
}

/** A field of a form is text, also where a number is meant. @throws HttpError `invalid-request` */
function sealingOf({ suite, segment }: Fields): Pick<MultipartUpload, 'suite' | 'segment'> {
  const given: unknown = {
    ...(suite !== undefined && { suite }),
    ...(segment !== undefined && { segment: /^\d\d$/.test(segment) ? Number(segment) : segment }),
  };
  if (Check(Type.Object(SealingChoice), given)) return given;
  throw new HttpError('invalid-request', 'The suite is cbc or cfb, and the segment a number from 16 to 22.');
}

async function keyFileBytes(part: MultipartFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_KEY_FILE_BYTES) throw new TransferError('too-large', 'A key file has at most 64 KiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
