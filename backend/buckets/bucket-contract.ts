import { describe } from 'vitest';
import type { Bucket } from './bucket.ts';
import { cancelContract } from './bucket-contract-cancel.ts';
import { createContract } from './bucket-contract-create.ts';
import { keyContract } from './bucket-contract-keys.ts';
import { listContract } from './bucket-contract-list.ts';
import { modelContract } from './bucket-contract-model.ts';
import { multipartContract } from './bucket-contract-multipart.ts';
import { readContract } from './bucket-contract-read.ts';
import { writeContract } from './bucket-contract-write.ts';

/** A bucket to test, empty when it is opened. */
export interface OpenBucket {
  readonly bucket: Bucket;
  /** Removes all that the test left. */
  close(): Promise<void>;
  /** How many files or connections the bucket's reads hold open, where that can be counted. */
  readonly openHandles?: (() => Promise<number>) | undefined;
}

/** Runs a test on a new bucket and removes it afterwards. */
export type OnBucket = (test: (bucket: Bucket, opened: OpenBucket) => Promise<void>) => () => Promise<void>;

/** Each test has this long, ms: a real store may take a while for a thousand objects. */
export const CONTRACT_TIMEOUT = 120_000;

/** Checks every promise of bucket.ts on one kind of bucket; to be called in a test file of that bucket. */
export function bucketContract(name: string, open: () => Promise<OpenBucket>): void {
  const onBucket: OnBucket = (test) => async () => {
    const opened = await open();
    try {
      await test(opened.bucket, opened);
    } finally {
      await opened.close();
    }
  };
  describe(`${name} keeps the promises of a bucket`, { timeout: CONTRACT_TIMEOUT }, () => {
    describe('keys', () => keyContract(onBucket));
    describe('put', () => writeContract(onBucket));
    describe('put with ifAbsent', () => createContract(onBucket));
    describe('get, head, delete, now', () => readContract(onBucket));
    describe('objects in parts', () => multipartContract(onBucket));
    describe('list', () => listContract(onBucket));
    describe('signals', () => cancelContract(onBucket));
    describe('everything at once', () => modelContract(onBucket));
  });
}
