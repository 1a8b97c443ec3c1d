import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { ProviderPreset } from './presets.ts';
import type { S3Address } from './s3-address.ts';
import { s3Failure } from './s3-failure.ts';
import { signRequest } from './s3-signature.ts';
import type { SignableRequest, SignatureNames } from './s3-signature.ts';
import { s3Agents } from './s3-agents.ts';
import type { S3Agents } from './s3-agents.ts';
import { parseTrust } from './s3-trust.ts';
import { unlessAborted } from './object-body.ts';

/** A connection that is not there by then will not come. */
const CONNECT_MS = 10_000;

/** An access key and its secret, as an S3 server gives them out. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface S3Settings {
  readonly address: S3Address;
  /** Without them: the environment, then the profile files, as other tools for S3 do it. */
  readonly credentials?: S3Credentials | undefined;
  /** One certificate trusted beside those of the system: PEM, or its SHA-256 fingerprint. */
  readonly trust?: string | undefined;
  /** How a create that must not replace is asked for; without it as the endpoint's provider is known to want it. */
  readonly condition?: ProviderPreset['condition'] | undefined;
  /** Whose signature the server takes; Amazon's by default. */
  readonly names?: SignatureNames | undefined;
  /** For tests: how far this computer's clock is said to be behind the server's, ms. */
  readonly clockOffset?: number | undefined;
  /** For tests: how long a server may be silent, ms. */
  readonly idle?: number | undefined;
}

/** One call of the client, with the options it has to be given. */
export type S3Call<T> = (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** The AWS client as a bucket needs it: one attempt a call, no redirect followed, every failure a BucketError. */
export class S3Connection {
  readonly agents: S3Agents;
  readonly bucket: string;
  readonly #client: S3Client;
  #clock: { readonly server: number; readonly here: number } | undefined;
  #told = 0;

  /** @throws BucketError `refused` where `trust` is no certificate */
  constructor(settings: S3Settings) {
    const { address, credentials, trust, clockOffset } = settings;
    this.bucket = address.bucket;
    this.agents = s3Agents(trust === undefined ? undefined : parseTrust(trust), settings.idle);
    this.#client = new S3Client({
      region: address.region,
      forcePathStyle: address.isPathStyle,
      // Retrying is done in one place, around any bucket.
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      followRegionRedirects: false,
      // Its own watch on idle sockets would end a download whose reader rests: s3-agents.ts.
      requestHandler: { ...this.agents, connectionTimeout: CONNECT_MS, socketTimeout: 0 },
      expectContinueHeader: false,
      ...(address.endpoint !== undefined && { endpoint: address.endpoint }),
      ...(credentials !== undefined && {
        credentials: { ...credentials } as NonNullable<S3ClientConfig['credentials']>,
      }),
      ...(clockOffset !== undefined && { systemClockOffset: clockOffset }),
    });
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        this.#hear(headers?.['date']);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'latchkeyClock' },
    );
    if (settings.names !== undefined) this.#signAs(settings.names);
  }

  /** One call. @throws BucketError; the signal's reason */
  async ask<T>(call: S3Call<T>, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    // The client's own listener stays on a signal for longer than the call; ours must not.
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await unlessAborted(call(this.#client, { abortSignal: controller.signal }), signal);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw s3Failure(error);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** The server's time, from its last answer; undefined before there was one. Never earlier than it said before. */
  get time(): Date | undefined {
    if (this.#clock === undefined) return undefined;
    // Answers tell whole seconds; between them this computer counts on.
    this.#told = Math.max(this.#told, this.#clock.server + performance.now() - this.#clock.here);
    return new Date(this.#told);
  }

  /** Ends all connections, also such as are in use. */
  close(): void {
    this.#client.destroy();
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  #signAs(names: SignatureNames): void {
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const { credentials, region, systemClockOffset } = this.#client.config;
        const date = new Date(Date.now() + systemClockOffset);
        const signer = { credentials: await credentials(), region: await region(), date };
        signRequest(args.request as SignableRequest, names, signer);
        return await next(args);
      },
      // Last, after the client's own signature, which is replaced.
      { step: 'finalizeRequest', priority: 'low', name: 'latchkeySignature' },
    );
  }

  #hear(date: string | undefined): void {
    const server = Date.parse(date ?? '');
    if (!Number.isNaN(server)) this.#clock = { server, here: performance.now() };
  }
}
