import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket.ts';
import { BucketError } from './errors.ts';
import type { S3Settings } from './s3-client.ts';
import { namedRegion, s3Reason, servedCertificate } from './s3-failure.ts';
import type { S3Reason, ServedCertificate } from './s3-failure.ts';

/** Who tests a connection looks at the screen. */
const PATIENCE_MS = 30_000;

/** What can be wrong with a connection. */
export const CONNECTION_FAULTS = [
  'wrong-host',
  'tls-untrusted',
  'wrong-secret',
  'clock-skew',
  'no-such-bucket',
  'no-list',
  'no-write',
  'no-conditional-create',
  'redirected',
  'unreachable',
] as const;

export type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

/** `note` is a sentence on what works but should be known. `certificate`: what the server showed, where it is not trusted. */
export type ConnectionCheck =
  | { readonly ok: true; readonly note?: string | undefined }
  | {
      readonly ok: false;
      readonly code: ConnectionFault;
      readonly sentence: string;
      readonly certificate?: ServedCertificate | undefined;
    };

type Step = 'list' | 'write' | 'delete';

/**
 * Tries what a vault needs of an S3 bucket: to list, to create once and only once, to delete. Nothing is left behind.
 * @throws BucketError `refused` where the settings themselves are wrong; the signal's reason
 */
export async function checkConnection(settings: S3Settings, signal?: AbortSignal): Promise<ConnectionCheck> {
  // Loaded when somebody asks: see s3-lazy.ts.
  const { s3Bucket } = await import('./s3.ts');
  const bucket = s3Bucket(settings);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let step: Step = 'list';
  try {
    return await look(
      bucket,
      (next) => (step = next),
      signal === undefined ? patience : AbortSignal.any([signal, patience]),
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted) return fault('unreachable', 'The server takes too long to answer.');
    if (!(error instanceof BucketError)) throw error;
    const here = Date.now() + (settings.clockOffset ?? 0);
    return explain(error, step, { settings, minutes: (here - Number(bucket.connection.time ?? here)) / 60_000 });
  } finally {
    bucket.connection.close();
  }

  async function look(target: Bucket, at: (step: Step) => void, either: AbortSignal): Promise<ConnectionCheck> {
    for await (const page of target.list({ prefix: settings.address.prefix, signal: either }))
      if (page.length > 0) break;
    at('write');
    const key = `${settings.address.prefix}probes/${randomBytes(16).toString('hex')}`;
    let isOnce = false;
    try {
      await target.put(key, Buffer.from('first'), { ifAbsent: true, signal: either });
      isOnce = await refusesToCreate(target, key, either);
    } finally {
      // Also where an answer was lost or refused: the probe may be there all the same.
      await target.delete(key, { signal: either }).catch((error: unknown) => {
        if (!isOnce) return;
        at('delete');
        throw error;
      });
    }
    if (!isOnce) {
      return fault(
        'no-conditional-create',
        'The server overwrites where it was told only to create. Latchkey cannot use it.',
      );
    }
    const isPlain = settings.address.endpoint?.startsWith('http:') === true;
    return {
      ok: true,
      note: isPlain ? 'The connection is not encrypted. File names and contents still are.' : undefined,
    };
  }
}

async function refusesToCreate(bucket: Bucket, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    await bucket.put(key, Buffer.from('second'), { ifAbsent: true, signal });
    return false;
  } catch (error) {
    if (error instanceof BucketError && error.code === 'exists') return true;
    throw error;
  }
}

const PLAIN: Readonly<Partial<Record<S3Reason, readonly [ConnectionFault, string]>>> = {
  'wrong-key': ['wrong-secret', 'The server does not know this access key.'],
  'wrong-secret': ['wrong-secret', 'The secret does not belong to this access key.'],
  'no-credentials': ['wrong-secret', 'There is no access key on this computer. Enter one.'],
  'no-host': ['wrong-host', 'There is no server of this name, or this computer has no network.'],
  'not-tls': ['wrong-host', 'The server does not speak HTTPS at this address. Check the port.'],
  'not-s3': ['wrong-host', 'What answers at this address is no S3 server.'],
  'no-answer': ['unreachable', 'The server does not answer. Check the address and the port.'],
  busy: ['unreachable', 'The server is busy or has a fault of its own. Try again later.'],
  conflict: ['unreachable', 'The server is busy with the same object. Try again.'],
  full: ['no-write', 'The bucket is full.'],
};

const DENIED: Readonly<Record<Step, readonly [ConnectionFault, string]>> = {
  list: ['no-list', 'This access key may not list the bucket.'],
  write: ['no-write', 'This access key may not write to the bucket.'],
  delete: ['no-write', 'This access key may write to the bucket, but not delete from it.'],
};

function explain(
  error: BucketError,
  step: Step,
  { settings, minutes }: { settings: S3Settings; minutes: number },
): ConnectionCheck {
  const reason = error.cause === undefined ? 'refused' : s3Reason(error.cause);
  if (reason === 'untrusted')
    return { ...fault('tls-untrusted', untrusted(settings)), certificate: servedCertificate(error.cause) };
  if (reason === 'no-such-bucket')
    return fault('no-such-bucket', `There is no bucket “${settings.address.bucket}” on this server.`);
  if (reason === 'redirected') {
    const region = namedRegion(error.cause);
    const hint = region === undefined ? 'Check the endpoint and the region.' : `Enter the region ${region}.`;
    return fault('redirected', `The server sends elsewhere, and Latchkey does not follow. ${hint}`);
  }
  if (reason === 'denied') return fault(...DENIED[step]);
  if (reason === 'clock') {
    const amount = `${Math.max(1, Math.round(Math.abs(minutes)))} minutes ${minutes < 0 ? 'behind' : 'ahead of'}`;
    return fault('clock-skew', `The clock of this computer is ${amount} the server’s. Set it right.`);
  }
  const plain = PLAIN[reason];
  if (plain !== undefined) return fault(...plain);
  // A request for a list that S3 knows no answer like: something else listens there.
  return step === 'list' ? fault(...PLAIN['not-s3']!) : fault('no-write', error.message);
}

function untrusted({ address, trust }: S3Settings): string {
  const host = new URL(address.endpoint ?? 'https://s3.amazonaws.com').host;
  return trust === undefined
    ? `This computer does not trust the certificate of ${host}.`
    : `The certificate of ${host} is not the one you trust.`;
}

function fault(code: ConnectionFault, sentence: string): Extract<ConnectionCheck, { ok: false }> {
  return { ok: false, code, sentence };
}
