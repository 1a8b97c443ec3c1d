import { BucketError } from './errors.ts';
import type { BucketErrorCode } from './errors.ts';
import { UNTRUSTED } from './s3-trust.ts';

/** What went wrong, finer than a bucket's codes: a reason that can be explained. */
export type S3Reason =
  | 'no-such-key'
  | 'no-such-bucket'
  | 'no-such-upload'
  | 'precondition'
  | 'conflict'
  | 'range'
  | 'parts'
  | 'denied'
  | 'wrong-key'
  | 'wrong-secret'
  | 'no-credentials'
  | 'clock'
  | 'redirected'
  | 'untrusted'
  | 'not-tls'
  | 'no-host'
  | 'not-s3'
  | 'full'
  | 'busy'
  | 'no-answer'
  | 'refused';

const BY_NAME: Readonly<Record<string, S3Reason>> = {
  NoSuchKey: 'no-such-key',
  NoSuchBucket: 'no-such-bucket',
  InvalidBucketName: 'no-such-bucket',
  NoSuchUpload: 'no-such-upload',
  PreconditionFailed: 'precondition',
  ConditionalRequestConflict: 'conflict',
  OperationAborted: 'conflict',
  InvalidRange: 'range',
  InvalidPart: 'parts',
  InvalidPartOrder: 'parts',
  EntityTooSmall: 'parts',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  InvalidAccessKeyId: 'wrong-key',
  SignatureDoesNotMatch: 'wrong-secret',
  InvalidToken: 'wrong-secret',
  ExpiredToken: 'wrong-secret',
  CredentialsProviderError: 'no-credentials',
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  PermanentRedirect: 'redirected',
  TemporaryRedirect: 'redirected',
  AuthorizationHeaderMalformed: 'redirected',
  QuotaExceeded: 'full',
  SlowDown: 'busy',
  ServiceUnavailable: 'busy',
  InternalError: 'busy',
  RequestTimeout: 'busy',
};

const BY_ERRNO: Readonly<Record<string, S3Reason>> = {
  [UNTRUSTED]: 'untrusted',
  ENOTFOUND: 'no-host',
  EAI_NONAME: 'no-host',
  EPROTO: 'not-tls',
};

const BY_STATUS: Readonly<Record<number, S3Reason>> = {
  403: 'denied',
  404: 'no-such-key',
  409: 'conflict',
  412: 'precondition',
  416: 'range',
  429: 'busy',
};

/** Codes and sentences; the ones that may pass are `unreachable`. */
const MEANINGS: Readonly<Record<S3Reason, readonly [BucketErrorCode, string]>> = {
  'no-such-key': ['not-found', 'There is no such object.'],
  'no-such-bucket': ['refused', 'There is no such bucket.'],
  'no-such-upload': ['not-found', 'There is no such unfinished upload.'],
  precondition: ['exists', 'There is such an object already.'],
  conflict: ['unreachable', 'Somebody else is writing the same object.'],
  range: ['out-of-range', 'Nothing of the object lies in that range.'],
  parts: ['incomplete', 'The object cannot be made of these parts.'],
  denied: ['refused', 'The key for this bucket does not permit it.'],
  'wrong-key': ['refused', 'The server does not know this access key.'],
  'wrong-secret': ['refused', 'The secret does not belong to this access key.'],
  'no-credentials': ['refused', 'There is no access key for this bucket on this computer.'],
  // The client has learnt the server's time from this answer, so that the next call may succeed.
  clock: ['unreachable', 'The clock of this computer and that of the server differ too much.'],
  redirected: ['refused', 'The server sends elsewhere: the endpoint or the region is not the bucket’s.'],
  untrusted: ['refused', 'The certificate of the server is not trusted.'],
  'not-tls': ['refused', 'The server does not speak TLS there.'],
  'no-host': ['unreachable', 'There is no server of that name, or no network.'],
  'not-s3': ['refused', 'What answers there is no S3 server.'],
  full: ['refused', 'The bucket is full.'],
  busy: ['unreachable', 'The server is busy or has a fault of its own.'],
  'no-answer': ['unreachable', 'The server does not answer.'],
  refused: ['refused', 'The server refused the request.'],
};

/** Why a call of the client failed. */
export function s3Reason(error: unknown): S3Reason {
  const { name, code, status } = facts(error);
  if (status !== undefined && status >= 300 && status < 400) return 'redirected';
  const known = BY_NAME[name] ?? BY_NAME[code] ?? BY_ERRNO[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL')) return 'not-tls';
  if (code.startsWith('HPE_') || name === 'SyntaxError' || /Deserialization/i.test(messageOf(error))) return 'not-s3';
  if (status === undefined || status < 300) return 'no-answer';
  return BY_STATUS[status] ?? (status >= 500 ? 'busy' : 'refused');
}

/** What a call's failure means for a bucket; a BucketError stays what it is. */
export function s3Failure(error: unknown): BucketError {
  if (error instanceof BucketError) return error;
  const [code, detail] = MEANINGS[s3Reason(error)];
  return new BucketError(code, detail, { cause: error });
}

/** A gateway that does not know its own token begins at the beginning, again and again. */
export function endless(): BucketError {
  return new BucketError('refused', 'The server gives the same part of a listing again and again.');
}

/** A certificate that a server showed: PEM, and its SHA-256 as `AB:CD:…`. */
export interface ServedCertificate {
  readonly pem: string;
  readonly fingerprint: string;
}

/** The certificate over which a call failed as `untrusted`. */
export function servedCertificate(error: unknown): ServedCertificate | undefined {
  const { pem, fingerprint } = (error ?? {}) as Partial<ServedCertificate>;
  return pem === undefined || fingerprint === undefined ? undefined : { pem, fingerprint };
}

/** The region that a server names when it sends elsewhere. */
export function namedRegion(error: unknown): string | undefined {
  const { Region, $response } = (error ?? {}) as {
    Region?: unknown;
    $response?: { headers?: Record<string, string> } | undefined;
  };
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
  return typeof region === 'string' && /^[a-z0-9-]{1,64}$/.test(region) ? region : undefined;
}

function facts(error: unknown): { name: string; code: string; status: number | undefined } {
  if (!(error instanceof Error)) return { name: '', code: '', status: undefined };
  const { code, Code, $metadata } = error as {
    code?: string;
    Code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  return { name: error.name, code: code ?? Code ?? '', status: $metadata?.httpStatusCode };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
