import type { BucketAccess, BucketFault, ProviderView } from '../../../backend/contract/buckets.ts';

/** What is typed to say which bucket, as it was typed. */
export interface BucketDraft {
  readonly provider: string;
  readonly bucket: string;
  readonly folder: string;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secret: string;
  /** SHA-256 of the one certificate that is trusted; empty for none. */
  readonly trust: string;
}

/** Fields that can be typed into. */
export type BucketField = Exclude<keyof BucketDraft, 'provider' | 'trust'>;

export const EMPTY_DRAFT: BucketDraft = {
  provider: '',
  bucket: '',
  folder: '',
  endpoint: '',
  account: '',
  region: '',
  accessKeyId: '',
  secret: '',
  trust: '',
};

const BUCKET_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}$/;

/** What has to be known to find a provider's server, beside the bucket. */
export function placeFields({ endpoint }: ProviderView): BucketField[] {
  if (endpoint === '') return ['endpoint', 'region'];
  if (endpoint === null || endpoint.includes('{region}')) return ['region'];
  return endpoint.includes('{account}') ? ['account'] : [];
}

/** The address by which the bucket is opened and kept: never with a key or a secret in it. */
export function addressOf(draft: BucketDraft, provider: ProviderView): string {
  const region = draft.region.trim() || provider.region;
  const template = provider.endpoint === '' ? draft.endpoint.trim() : (provider.endpoint ?? '');
  const endpoint = template.replace('{region}', region).replace('{account}', draft.account.trim());
  const query = new URLSearchParams({
    ...(endpoint !== '' && { endpoint }),
    region,
    'path-style': String(provider.pathStyle),
  });
  const folder = draft.folder.split('/').filter((name) => name.trim() !== '');
  return `s3://${[draft.bucket.trim(), ...folder.map(encodeURIComponent)].join('/')}?${query}`;
}

/** Undefined where this computer's own settings for S3 and the certificates of its system are to serve. */
export function accessOf({ accessKeyId, secret, trust }: BucketDraft): BucketAccess | undefined {
  const isNamed = accessKeyId.trim() !== '';
  if (!isNamed && trust === '') return undefined;
  return {
    ...(isNamed && { credentials: { accessKeyId: accessKeyId.trim(), secretAccessKey: secret.trim() } }),
    ...(trust !== '' && { trust }),
  };
}

/** What is missing or cannot be right, by field, as a word for it. */
export function gapsOf(draft: BucketDraft, provider: ProviderView): Partial<Record<BucketField, 'empty' | 'shape'>> {
  const empty = placeFields(provider).filter((field) => field !== 'region' && draft[field].trim() === '');
  const [hasKey, hasSecret] = [draft.accessKeyId.trim() !== '', draft.secret.trim() !== ''];
  return {
    ...(draft.bucket.trim() === ''
      ? { bucket: 'empty' }
      : !BUCKET_NAME.test(draft.bucket.trim()) && { bucket: 'shape' }),
    ...Object.fromEntries(empty.map((field) => [field, 'empty'])),
    ...(hasSecret && !hasKey && { accessKeyId: 'empty' }),
    ...(hasKey && !hasSecret && { secret: 'empty' }),
  };
}

/** A name that a bucket could have in place of one that it cannot; undefined where none suggests itself. */
export function nearestName(name: string): string | undefined {
  const guess = name
    .trim()
    .toLowerCase()
    .replace(/^s3:\/+/, '')
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  return BUCKET_NAME.test(guess) ? guess : undefined;
}

/** The field that a fault is about, if it is shown; other faults stand below all fields. */
export function fieldOf(fault: BucketFault, shown: readonly BucketField[]): BucketField | undefined {
  if (fault === 'no-such-bucket') return 'bucket';
  if (fault === 'wrong-secret') return 'secret';
  const isPlace = fault === 'wrong-host' || fault === 'redirected' || fault === 'unreachable';
  return isPlace ? shown.find((field) => field === 'endpoint' || field === 'account' || field === 'region') : undefined;
}
