import type { Bucket, ByteRange, Cancellable, ListOptions, ObjectBody, ObjectInfo, PutOptions } from './bucket.ts';
import { BucketError } from './errors.ts';
import type { BucketErrorCode } from './errors.ts';
import { cutStream, flipped, flippedStream, readBeginning } from './faulty-body.ts';
import { bodyChunks, unlessAborted } from './object-body.ts';
import { partChunks, partSize } from './part.ts';

export type FaultyCall = 'put' | 'get' | 'head' | 'list' | 'delete' | MultipartCall;

/** The calls that make an object in parts: begin, put a part, list the parts, complete, abort. */
type MultipartCall = 'begin' | 'part' | 'parts' | 'complete' | 'abort';

/**
 * What goes wrong. `fail`: an error, nothing done. `lost`: done, then an error, as where the answer got lost; a list
 * errs after its last page. `stall`: nothing until the signal aborts or `until` settles, then as if nothing had been. `half`: a get's body ends halfway with
 * `incomplete`; a put or a part reads the first chunk of its body, then is `unreachable`, nothing stored. `cut`: a get's body
 * ends halfway as if that were all, its info as before. `flip`: the lowest bit of the byte at `offset` of what a get
 * returns or a put or a part stores is the other way. `swap`: the object of `with` under the asked-for key (get, head). `hide`:
 * keys a listing leaves out. `replay`: a listing answers `pages`, whatever is there now. `size`: get, head and list
 * tell `size` bytes.
 */
export type Fault =
  | { readonly kind: 'fail' | 'lost'; readonly code: BucketErrorCode }
  | { readonly kind: 'stall'; readonly until?: Promise<unknown> | undefined }
  | { readonly kind: 'half' | 'cut' }
  | { readonly kind: 'flip'; readonly offset: number }
  | { readonly kind: 'swap'; readonly with: string }
  | { readonly kind: 'hide'; readonly keys: RegExp }
  | { readonly kind: 'replay'; readonly pages: readonly (readonly ObjectInfo[])[] }
  | { readonly kind: 'size'; readonly size: number };

/**
 * When it goes wrong: at calls of this kind whose key (of a list: its prefix, or '') matches; with `nth`, only at the
 * nth such call, counted from 1 for each rule. The first rule that applies to a call is the only one that acts; all
 * that match count it.
 */
export interface FaultRule {
  readonly on: FaultyCall;
  readonly key?: RegExp | undefined;
  readonly nth?: number | undefined;
  readonly fault: Fault;
}

type GetOptions = Cancellable & { readonly range?: ByteRange | undefined };

/**
 * For tests: a bucket that errs, stalls, answers half and lies as the rules say, and is the bucket itself elsewhere.
 */
export function faulty(bucket: Bucket, rules: readonly FaultRule[]): Bucket {
  const counts = rules.map(() => 0);

  function faultOf(on: FaultyCall, key: string): Fault | undefined {
    let found: Fault | undefined;
    for (const [index, rule] of rules.entries()) {
      // search, not test: a RegExp with the flag g remembers where it stopped.
      if (rule.on !== on || (rule.key !== undefined && key.search(rule.key) === -1)) continue;
      const count = (counts[index] = (counts[index] ?? 0) + 1);
      if (rule.nth === undefined || rule.nth === count) found ??= rule.fault;
    }
    return found;
  }

  return {
    place: bucket.place,
    prefix: bucket.prefix,
    partLimits: bucket.partLimits,
    listsInParallel: bucket.listsInParallel,
    now: () => bucket.now(),

    async put(key, body, options) {
      const fault = faultOf('put', key);
      return await around(fault, options, () => faultyPut(bucket, fault, key, body, options));
    },

    async get(key, options) {
      const fault = faultOf('get', key);
      return await around(fault, options, () => faultyGet(bucket, fault, key, options));
    },

    async head(key, options) {
      const fault = faultOf('head', key);
      return await around(fault, options, async () => {
        const info = await bucket.head(fault?.kind === 'swap' ? fault.with : key, options);
        return info && told({ ...info, key }, fault);
      });
    },

    async *list(options) {
      const fault = faultOf('list', options?.prefix ?? '');
      if (fault?.kind !== 'lost') await around(fault, options, async () => undefined);
      yield* faultyPages(bucket, fault, options);
      if (fault?.kind === 'lost') throw new BucketError(fault.code, 'A fault made for a test.');
    },

    async delete(key, options) {
      const fault = faultOf('delete', key);
      await around(fault, options, () => bucket.delete(key, options));
    },

    async beginMultipart(key, options) {
      return await around(faultOf('begin', key), options, () => bucket.beginMultipart(key, options));
    },

    async putPart(upload, number, body, options) {
      const fault = faultOf('part', upload.key);
      return await around(fault, options, async () => {
        if (fault?.kind === 'half') await halfPut(partChunks(body), options?.signal);
        const bytes = fault?.kind === 'flip' ? flipped(partChunks(body), fault.offset) : undefined;
        return await bucket.putPart(upload, number, bytes ? { size: partSize(body), bytes } : body, options);
      });
    },

    async listParts(upload, options) {
      return await around(faultOf('parts', upload.key), options, () => bucket.listParts(upload, options));
    },

    async completeMultipart(upload, parts, options) {
      const fault = faultOf('complete', upload.key);
      return await around(fault, options, () => bucket.completeMultipart(upload, parts, options));
    },

    async abortMultipart(upload, options) {
      await around(faultOf('abort', upload.key), options, () => bucket.abortMultipart(upload, options));
    },
  };
}

async function around<T>(
  fault: Fault | undefined,
  options: Cancellable | undefined,
  call: () => Promise<T>,
): Promise<T> {
  if (fault?.kind === 'fail') throw new BucketError(fault.code, 'A fault made for a test.');
  if (fault?.kind === 'stall')
    await unlessAborted(Promise.resolve(fault.until ?? new Promise(() => undefined)), options?.signal);
  const answer = await call();
  if (fault?.kind === 'lost') throw new BucketError(fault.code, 'A fault made for a test.');
  return answer;
}

async function faultyPut(
  bucket: Bucket,
  fault: Fault | undefined,
  key: string,
  body: ObjectBody,
  options: PutOptions | undefined,
): Promise<ObjectInfo> {
  if (fault?.kind === 'half') await halfPut(body, options?.signal);
  return await bucket.put(
    key,
    fault?.kind === 'flip' ? flipped(bodyChunks(body, options?.signal), fault.offset) : body,
    options,
  );
}

async function halfPut(body: ObjectBody, signal: AbortSignal | undefined): Promise<never> {
  await readBeginning(body, signal);
  throw new BucketError('unreachable', 'A fault made for a test.');
}

async function faultyGet(
  bucket: Bucket,
  fault: Fault | undefined,
  key: string,
  options: GetOptions | undefined,
): ReturnType<Bucket['get']> {
  const { info, body } = await bucket.get(fault?.kind === 'swap' ? fault.with : key, options);
  // The answer that gets lost takes its open stream with it.
  if (fault?.kind === 'lost') body.destroy();
  const start = options?.range?.start ?? 0;
  const length = Math.min(options?.range?.length ?? info.size, info.size - start);
  const answer = told({ ...info, key }, fault);
  if (fault?.kind === 'half' || fault?.kind === 'cut')
    return { info: answer, body: cutStream(body, Math.floor(length / 2), fault.kind) };
  if (fault?.kind === 'flip') return { info: answer, body: flippedStream(body, fault.offset) };
  return { info: answer, body };
}

async function* faultyPages(
  bucket: Bucket,
  fault: Fault | undefined,
  options: ListOptions | undefined,
): AsyncGenerator<readonly ObjectInfo[], void> {
  if (fault?.kind === 'replay') {
    yield* fault.pages;
    return;
  }
  for await (const page of bucket.list(options)) {
    const kept = fault?.kind === 'hide' ? page.filter((info) => info.key.search(fault.keys) === -1) : page;
    if (kept.length > 0) yield kept.map((info) => told(info, fault));
  }
}

function told(info: ObjectInfo, fault: Fault | undefined): ObjectInfo {
  return fault?.kind === 'size' ? { ...info, size: fault.size } : info;
}
