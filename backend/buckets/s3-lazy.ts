import type { Bucket } from './bucket.ts';
import { S3_PART_LIMITS } from './part.ts';
import type { S3Address } from './s3-address.ts';
import type { S3Settings } from './s3-client.ts';

/**
 * An S3 bucket whose client is loaded at the first call: that takes half a second, which nobody with a folder should wait.
 * What is wrong with the settings shows at that call too.
 */
export function lazyS3Bucket(settings: S3Settings): Bucket {
  let opened: Promise<Bucket> | undefined;
  const open = (): Promise<Bucket> => (opened ??= import('./s3.ts').then(({ s3Bucket }) => s3Bucket(settings)));
  return {
    place: s3Place(settings.address),
    prefix: settings.address.prefix,
    partLimits: S3_PART_LIMITS,
    listsInParallel: true,
    put: async (...call) => await (await open()).put(...call),
    get: async (...call) => await (await open()).get(...call),
    head: async (...call) => await (await open()).head(...call),
    async *list(...call) {
      yield* (await open()).list(...call);
    },
    delete: async (...call) => await (await open()).delete(...call),
    beginMultipart: async (...call) => await (await open()).beginMultipart(...call),
    putPart: async (...call) => await (await open()).putPart(...call),
    listParts: async (...call) => await (await open()).listParts(...call),
    completeMultipart: async (...call) => await (await open()).completeMultipart(...call),
    abortMultipart: async (...call) => await (await open()).abortMultipart(...call),
    now: async () => await (await open()).now(),
  };
}

/** Where it is, in words without parameters: `s3://photos/backup`. */
export function s3Place({ bucket, prefix }: S3Address): string {
  return `s3://${bucket}${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}`;
}
