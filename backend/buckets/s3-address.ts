import { BucketError } from './errors.ts';
import { providerOf } from './presets.ts';

/** Where an S3 bucket lies. Without `endpoint` it is Amazon's own. */
export interface S3Address {
  readonly bucket: string;
  /** What all keys begin with, without which nothing is asked for: '' or a text that ends with a slash. */
  readonly prefix: string;
  /** An origin, `https://host:port`; plain http only where it was written so. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Whether the bucket's name stands in the path, not in the host name. */
  readonly isPathStyle: boolean;
}

const BUCKET_NAME = /^[a-z0-9A-Z][a-z0-9A-Z._-]{1,62}$/;
const PARAMETERS = ['endpoint', 'region', 'path-style'];

/** So that a key of 1,000 bytes, the longest Latchkey makes, has room for the rest of itself. */
const MAX_PREFIX_BYTES = 500;

export function isS3Address(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads `s3://bucket/prefix?endpoint=…&region=…&path-style=…`.
 *
 * The endpoint may lack its scheme, which is then https. The region is us-east-1 and the style is by path wherever an
 * endpoint is given, unless they are said or its provider is known to want otherwise.
 * @throws BucketError `refused` with what is wrong; never with the text, which may hold a secret
 */
export function parseS3Address(text: string): S3Address {
  const url = toUrl(text, 'This is no address of an S3 bucket: write s3://bucket/folder?endpoint=…');
  if (url.username !== '' || url.password !== '') {
    throw refusal('Keys do not belong into an address: it is kept and shown. Give them apart.');
  }
  if (url.hash !== '') throw refusal('An address of a bucket has no “#”.');
  const bucket = decodeURIComponent(url.hostname);
  if (!BUCKET_NAME.test(bucket) || url.port !== '') throw refusal('This is no name of a bucket.');
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined)
    throw refusal('An address of a bucket knows endpoint, region and path-style, nothing else.');
  const endpoint = parseEndpoint(url.searchParams.get('endpoint'));
  const provider = providerOf(endpoint);
  return {
    bucket,
    prefix: parsePrefix(url.pathname),
    endpoint,
    region: parseRegion(url.searchParams.get('region')) ?? provider?.regionOf(endpoint) ?? 'us-east-1',
    isPathStyle: parseFlag(url.searchParams.get('path-style')) ?? provider?.isPathStyle ?? endpoint !== undefined,
  };
}

/** The one way to write an address, by which it is kept. */
export function formatS3Address(address: S3Address): string {
  const query = [
    ...(address.endpoint === undefined ? [] : [`endpoint=${address.endpoint}`]),
    `region=${address.region}`,
    `path-style=${address.isPathStyle}`,
  ];
  return `s3://${address.bucket}/${address.prefix.split('/').map(encodeURIComponent).join('/')}?${query.join('&')}`;
}

function parsePrefix(path: string): string {
  const prefix = decoded(path).replace(/^\//, '').replace(/\/?$/, '/');
  if (prefix === '/') return '';
  if (/[\0-\x1f\x7f]|^\/|\/\//.test(prefix) || Buffer.byteLength(prefix) > MAX_PREFIX_BYTES) {
    throw refusal('The folder in the bucket has a name that does not work.');
  }
  return prefix;
}

function parseEndpoint(text: string | null): string | undefined {
  if (text === null || text === '') return undefined;
  const hint = 'The endpoint is no address of a server: write https://host, or https://host:port.';
  const url = toUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`, hint);
  const isBare =
    url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.pathname === '/';
  if (!isBare || !['http:', 'https:'].includes(url.protocol)) throw refusal(hint);
  return url.origin;
}

function parseRegion(text: string | null): string | undefined {
  if (text === null || text === '') return undefined;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(text)) throw refusal('This is no name of a region.');
  return text;
}

function parseFlag(text: string | null): boolean | undefined {
  if (text === null) return undefined;
  if (!['true', 'false'].includes(text)) throw refusal('path-style is true or false.');
  return text === 'true';
}

function toUrl(text: string, hint: string): URL {
  try {
    return new URL(text);
  } catch {
    throw refusal(hint);
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusal('The folder in the bucket has a name that does not work.');
  }
}

function refusal(detail: string): BucketError {
  return new BucketError('refused', detail);
}
