import { resolve } from 'node:path';
import type { Bandwidth } from './bandwidth.ts';
import type { Bucket } from './bucket.ts';
import { BucketError } from './errors.ts';
import { folderBucket } from './folder.ts';
import { retrying } from './retrying.ts';
import { formatS3Address, isS3Address, parseS3Address } from './s3-address.ts';
import type { S3Credentials } from './s3-client.ts';
import { lazyS3Bucket } from './s3-lazy.ts';
import { throttled } from './throttled.ts';

/**
 * A bucket's address as it is kept: a folder by its whole path, an S3 bucket as `s3://…` with all it needs to be found, never
 * with a secret.
 * @param base what a relative path counts from
 * @throws BucketError `refused`
 */
export function toBucketAddress(text: string, base: string): string {
  if (isS3Address(text)) return formatS3Address(parseS3Address(text));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    const scheme = text.slice(0, text.indexOf(':'));
    throw new BucketError('refused', `${scheme}:// is no place Latchkey can keep files in: give a folder or s3://…`);
  }
  return resolve(base, text);
}

export interface OpenOptions {
  /** Whether a folder is made where it is missing: only when a vault is made, since a missing one may be an unplugged disk. */
  readonly create: boolean;
  /** For S3; without them the environment, then the profile files. */
  readonly credentials?: S3Credentials | undefined;
  /** For S3: one certificate trusted beside those of the system, PEM or SHA-256 fingerprint. */
  readonly trust?: string | undefined;
  /** For S3: limits that all buckets share. */
  readonly bandwidth?: { readonly up: Bandwidth; readonly down: Bandwidth } | undefined;
}

/** @param address as {@link toBucketAddress} gives it. @throws BucketError `refused` where it is none */
export function openBucket(address: string, options: OpenOptions): Bucket {
  if (!isS3Address(address)) return folderBucket({ root: address, create: options.create });
  const { credentials, trust, bandwidth } = options;
  const bucket = lazyS3Bucket({ address: parseS3Address(address), credentials, trust });
  return retrying(bandwidth === undefined ? bucket : throttled(bucket, bandwidth));
}
