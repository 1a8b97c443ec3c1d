import { resolve } from 'node:path';
import type { Bucket } from './bucket.ts';
import { BucketError } from './errors.ts';
import { folderBucket } from './folder.ts';

/** A bucket's address as it is kept: a folder by its whole path. @param base what a relative path counts from */
export function toBucketAddress(text: string, base: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw new BucketError(
      'refused',
      `${text.split('?')[0]} is no place Latchkey can keep files in yet: give a folder.`,
    );
  }
  return resolve(base, text);
}

/** @param create whether the place is made where it is missing: only when a vault is made, since a missing folder may be an unplugged disk */
export function openBucket(address: string, options: { create: boolean }): Bucket {
  return folderBucket({ root: address, create: options.create });
}
