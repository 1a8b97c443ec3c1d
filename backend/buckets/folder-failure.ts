import { BucketError } from './errors.ts';
import type { BucketErrorCode } from './errors.ts';

const FAILURES: Readonly<Record<string, readonly [BucketErrorCode, string]>> = {
  // A missing object never comes here: see ifThere. What is missing is a folder that was there a moment ago.
  ENOENT: ['unreachable', 'The folder has gone.'],
  EEXIST: ['exists', 'There is such an object already.'],
  EACCES: ['refused', 'No permission in this folder.'],
  EPERM: ['refused', 'This folder does not permit it.'],
  EROFS: ['refused', 'This folder is read-only.'],
  ENOSPC: ['refused', 'The disk is full.'],
  EDQUOT: ['refused', 'The disk quota is used up.'],
  EFBIG: ['refused', 'The file is too large for this file system.'],
  ENAMETOOLONG: ['invalid-key', 'The path is too long for this file system.'],
  ENOTDIR: ['invalid-key', 'A part of this key is an object itself.'],
  EISDIR: ['invalid-key', 'Other objects lie below this key.'],
  ENOTEMPTY: ['invalid-key', 'Other objects lie below this key.'],
};

/** The errno of a file system's error, or '' for anything else. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a file system's error means for a bucket; a BucketError stays what it is, an unknown errno is `unreachable`. */
export function folderFailure(error: unknown): BucketError {
  if (error instanceof BucketError) return error;
  const errno = errnoOf(error);
  const [code, detail] = FAILURES[errno] ?? [
    'unreachable',
    `The folder does not answer (${errno || 'unknown error'}).`,
  ];
  return new BucketError(code, detail, { cause: error });
}

/** The outcome of a file operation, its failure as a BucketError. */
export async function answered<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw folderFailure(error);
  }
}

/**
 * The outcome of a file operation, or undefined where nothing (or no folder) is there. Other failures as a
 * BucketError.
 */
export async function ifThere<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return undefined;
    throw folderFailure(error);
  }
}
