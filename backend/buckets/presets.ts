/** How a provider of S3 buckets is reached, for a form to fill in, and what it does in its own way. */
export interface ProviderPreset {
  readonly id: string;
  readonly name: string;
  /** The endpoint with `{region}` and `{account}` to be filled in; without one Amazon's own; empty where only the user knows. */
  readonly endpoint: string | undefined;
  /** Where its buckets are, as far as there is a usual answer. */
  readonly region: string;
  readonly isPathStyle: boolean;
  /** How a create that must not replace is asked for: `If-None-Match: *`, or Google's own header. */
  readonly condition: 'if-none-match' | 'generation';
}

export const PRESETS: readonly ProviderPreset[] = [
  preset('aws', 'Amazon S3', undefined, 'us-east-1', { isPathStyle: false }),
  preset('r2', 'Cloudflare R2', 'https://{account}.r2.cloudflarestorage.com', 'auto'),
  preset('b2', 'Backblaze B2', 'https://s3.{region}.backblazeb2.com', 'us-west-004'),
  preset('wasabi', 'Wasabi', 'https://s3.{region}.wasabisys.com', 'us-east-1'),
  preset('minio', 'MinIO', '', 'us-east-1'),
  preset('ceph', 'Ceph', '', 'default'),
  preset('google', 'Google Cloud Storage', 'https://storage.googleapis.com', 'auto', { condition: 'generation' }),
];

/** An endpoint that some write out, though their provider needs none. */
const WRITTEN_OUT: Readonly<Record<string, string>> = { aws: 'https://s3.{region}.amazonaws.com' };

/** What is known of the provider behind an endpoint. */
export interface Provider {
  readonly isPathStyle: boolean;
  readonly condition: ProviderPreset['condition'];
  /** The region that the endpoint itself names, or the only one there is. */
  regionOf(endpoint: string | undefined): string | undefined;
}

/** @param endpoint an origin; none is Amazon's */
export function providerOf(endpoint: string | undefined): Provider | undefined {
  const templates = PRESETS.flatMap((each) =>
    [each.endpoint, WRITTEN_OUT[each.id] ?? ''].map((text) => ({ each, text })),
  );
  const found = templates.find(({ text }) => text !== '' && matcher(text).test(endpoint ?? ''));
  if (found === undefined) return undefined;
  const { isPathStyle, condition, region } = found.each;
  return {
    isPathStyle,
    condition,
    regionOf: (at) => matcher(found.text).exec(at ?? '')?.groups?.['region'] ?? region,
  };
}

function matcher(template: string | undefined): RegExp {
  const pattern = (template ?? '').replaceAll('.', String.raw`\.`).replace(/\{(\w+)\}/g, '(?<$1>[a-z0-9-]+)');
  return new RegExp(`^${pattern}$`);
}

function preset(
  id: string,
  name: string,
  endpoint: string | undefined,
  region: string,
  quirks: Partial<Pick<ProviderPreset, 'isPathStyle' | 'condition'>> = {},
): ProviderPreset {
  return { id, name, endpoint, region, isPathStyle: true, condition: 'if-none-match', ...quirks };
}
