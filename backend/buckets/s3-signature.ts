import { createHash, createHmac } from 'node:crypto';

/** What a server's dialect of the fourth signature calls things. */
export interface SignatureNames {
  readonly algorithm: string;
  readonly secretPrefix: string;
  readonly service: string;
  readonly terminator: string;
  readonly headerPrefix: string;
}

/**
 * Google's names. It takes Amazon's as well, but then none of its own headers, so that a create that must not replace could
 * not be asked for.
 */
export const GOOGLE_NAMES: SignatureNames = {
  algorithm: 'GOOG4-HMAC-SHA256',
  secretPrefix: 'GOOG4',
  service: 'storage',
  terminator: 'goog4_request',
  headerPrefix: 'x-goog-',
};

/** A request as the client has it ready: the path percent-encoded, the query not. */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
}

export interface Signer {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly date: Date;
}

/**
 * Signs a request anew in a server's own names. Headers and parameters of Amazon's and of the client's alone are removed; the
 * body is not signed, so that the connection has to protect it.
 */
export function signRequest(request: SignableRequest, names: SignatureNames, signer: Signer): void {
  const time = signer.date.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  request.query = Object.fromEntries(Object.entries(request.query).filter(([name]) => name !== 'x-id'));
  request.headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !/^(?:authorization$|x-amz-|amz-sdk-)/i.test(name)),
  );
  request.headers[`${names.headerPrefix}date`] = time;
  request.headers[`${names.headerPrefix}content-sha256`] = 'UNSIGNED-PAYLOAD';

  const signed = Object.entries(request.headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name === 'host' || name.startsWith(names.headerPrefix))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const signedNames = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    signedNames,
    'UNSIGNED-PAYLOAD',
  ].join('\n');

  const steps = [time.slice(0, 8), signer.region, names.service, names.terminator];
  const scope = steps.join('/');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const { accessKeyId, secretAccessKey } = signer.credentials;
  let key: Buffer = Buffer.from(names.secretPrefix + secretAccessKey);
  for (const step of steps) key = hmac(key, step);
  const signature = hmac(key, [names.algorithm, time, scope, digest].join('\n')).toString('hex');
  request.headers['authorization'] =
    `${names.algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`;
}

function canonicalQuery(query: SignableRequest['query']): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value ?? ''].flat().map((each) => `${encode(name)}=${encode(each)}`))
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
