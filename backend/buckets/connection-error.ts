import type { ConnectionCheck, ConnectionFault } from './connection-check.ts';
import { BucketError } from './errors.ts';
import { s3Reason } from './s3-failure.ts';
import type { S3Reason } from './s3-failure.ts';

/** A connection that was tested and does not hold what a vault needs. */
export class ConnectionError extends BucketError {
  readonly fault: ConnectionFault;

  constructor({ code, sentence }: Extract<ConnectionCheck, { ok: false }>) {
    super(code === 'unreachable' ? 'unreachable' : 'refused', sentence);
    this.fault = code;
  }
}

/** What somebody can set right who is told of it; all else is no fault of the connection, or passes. */
const FAULTS: Readonly<Partial<Record<S3Reason, ConnectionFault>>> = {
  'wrong-key': 'wrong-secret',
  'wrong-secret': 'wrong-secret',
  'no-credentials': 'wrong-secret',
  'no-such-bucket': 'no-such-bucket',
  clock: 'clock-skew',
  redirected: 'redirected',
  untrusted: 'tls-untrusted',
  'not-tls': 'wrong-host',
  'not-s3': 'wrong-host',
};

/** What is wrong with the connection to a bucket that refused, or undefined where the connection is not the reason. */
export function connectionFault(error: unknown): ConnectionFault | undefined {
  if (error instanceof ConnectionError) return error.fault;
  if (!(error instanceof BucketError) || error.cause === undefined) return undefined;
  return FAULTS[s3Reason(error.cause)];
}

/** Whether a bucket was not even asked, because this computer has no access key for it. */
export function lacksCredentials(error: unknown): boolean {
  return error instanceof BucketError && error.cause !== undefined && s3Reason(error.cause) === 'no-credentials';
}
