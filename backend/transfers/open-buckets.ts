import { isDeepStrictEqual } from 'node:util';
import { openBucket, type OpenOptions } from '../buckets/address.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { changing, type ChangingBucket } from '../buckets/changing.ts';
import { checkConnection, type ConnectionCheck } from '../buckets/connection-check.ts';
import { ConnectionError } from '../buckets/connection-error.ts';
import { BucketError } from '../buckets/errors.ts';
import { isS3Address, parseS3Address } from '../buckets/s3-address.ts';
import type { AccessMemory, BucketAccess } from '../state/bucket-access.ts';
import { Layout } from '../vault/layout.ts';

/** Somebody looks at the screen; a transfer is more patient (backend/buckets/retrying.ts). */
const LOOK_MS = 15_000;

/**
 * The buckets of this process, opened with the access that is kept for their addresses. A bucket of an S3 server has one connection, however
 * often it is opened; a new access holds from then on, also for what was open before. After a refusal it is looked whether another process, as
 * the terminal, has kept another access meanwhile.
 */
export class OpenBuckets {
  readonly #memory: AccessMemory;
  readonly #bandwidth: OpenOptions['bandwidth'];
  readonly #open = new Map<string, ChangingBucket & { access: BucketAccess | undefined }>();
  /** Access that was given for this process alone. */
  readonly #passing = new Map<string, BucketAccess>();

  constructor(memory: AccessMemory, bandwidth?: OpenOptions['bandwidth']) {
    this.#memory = memory;
    this.#bandwidth = bandwidth;
  }

  /** @param create whether a folder is made where it is missing. @throws BucketError `refused` where the address is none */
  async open(address: string, { create }: { readonly create: boolean }): Promise<Bucket> {
    if (!isS3Address(address)) return openBucket(address, { create });
    const access = this.#open.has(address) ? undefined : await this.access(address);
    return this.#open.get(address)?.bucket ?? this.#connect(address, access);
  }

  /** The bucket with an access that is not kept, or kept only if it holds. */
  attempt(address: string, { credentials, trust }: BucketAccess): Bucket {
    return openBucket(address, { create: false, credentials, trust, bandwidth: this.#bandwidth });
  }

  /** What is kept of this address, with what is given in place of it. */
  async merged(address: string, { credentials, trust }: BucketAccess): Promise<BucketAccess> {
    return {
      ...(await this.access(address)),
      ...(credentials !== undefined && { credentials }),
      ...(trust !== undefined && { trust }),
    };
  }

  /** What opens this address; undefined where nothing is kept of it. */
  async access(address: string): Promise<BucketAccess | undefined> {
    if (!isS3Address(address)) return undefined;
    return this.#passing.get(address) ?? (await this.#memory.get(address));
  }

  /** Opens the address with this from now on, in this process alone. */
  use(address: string, access: BucketAccess): void {
    this.#passing.set(address, access);
    this.#connect(address, access);
  }

  /** The same, and from the next start on. */
  async keep(address: string, access: BucketAccess): Promise<void> {
    await this.#memory.keep(address, access);
    this.#passing.delete(address);
    this.#connect(address, access);
  }

  /**
   * Tests a connection with this access, where it leaves something out with what is kept. A folder is not tested: using it says all.
   * @throws BucketError `refused` where the address or the certificate is none; the signal's reason
   */
  async check(address: string, access: BucketAccess = {}, signal?: AbortSignal): Promise<ConnectionCheck> {
    if (!isS3Address(address)) return { ok: true };
    const { credentials, trust } = await this.merged(address, access);
    return checkConnection({ address: parseS3Address(address), credentials, trust }, signal);
  }

  /** The same, which throws. @throws ConnectionError */
  async prove(address: string, access?: BucketAccess, signal?: AbortSignal): Promise<void> {
    const check = await this.check(address, access, signal);
    if (!check.ok) throw new ConnectionError(check);
  }

  /**
   * Looks whether there is a vault at an address, for who waits for the answer.
   * @throws BucketError `unreachable` where there is no answer within {@link LOOK_MS}
   */
  async hasVault(address: string): Promise<boolean> {
    const bucket = await this.open(address, { create: false });
    const patience = AbortSignal.timeout(LOOK_MS);
    try {
      // Read, not asked about: a refusal tells its reason only to who reads.
      const range = { start: 0, length: 1 };
      const { body } = await bucket.get(new Layout(bucket.prefix).vault, { range, signal: patience });
      await body.toArray();
      return true;
    } catch (error) {
      if (error instanceof BucketError && error.code === 'not-found') return false;
      if (error !== patience.reason) throw error;
      throw new BucketError('unreachable', `${bucket.place} does not answer.`);
    }
  }

  #connect(address: string, access: BucketAccess | undefined): Bucket {
    const connected = this.attempt(address, access ?? {});
    const known = this.#open.get(address);
    known?.change(connected);
    const open: ChangingBucket = known ?? changing(connected, () => this.#renew(address));
    this.#open.set(address, { ...open, access });
    return open.bucket;
  }

  async #renew(address: string): Promise<void> {
    if (this.#passing.has(address)) return;
    // Where it cannot be looked up, the refusal is what is told.
    const kept = await this.#memory.get(address).catch(() => undefined);
    if (kept !== undefined && !isDeepStrictEqual(kept, this.#open.get(address)?.access)) this.#connect(address, kept);
  }
}
