import { MAX_PAGE, type Bucket, type Cancellable, type ObjectInfo } from '../buckets/bucket.ts';

/** Requests under way at once: enough to hide the way to the bucket, few enough not to be throttled. */
const WIDTH = 8;
/** Digits of an id that say when it was drawn, in ms: where a range can be split. */
const TIME_DIGITS = 12;
/** A listing that is known from before begins in at most so many ranges: more than {@link WIDTH}, so that a long one is not alone at the end. */
const MOST_PIECES = 32;

export interface RangeListing extends Cancellable {
  /** What the keys begin with; an id that holds its time follows (format 3). */
  readonly prefix: string;
  /** Keys known from before, in any order: they tell where objects lie close together. */
  readonly known?: Iterable<string>;
  /** Few ids are expected to be drawn after this. They are listed all the same. */
  readonly until: Date;
}

/** Keys after `after` and before `end`, as far as they are not listed yet. */
interface Range {
  after: string | undefined;
  end: string | undefined;
}

/**
 * Lists everything under a prefix; several ranges at once where the bucket gains by that. Each object comes once, in no order.
 * @throws BucketError; the signal's reason
 */
export async function listRanges(
  bucket: Bucket,
  listing: RangeListing,
  see: (page: readonly ObjectInfo[]) => void,
): Promise<void> {
  const { prefix, known = [], until, signal } = listing;
  const width = bucket.listsInParallel === true ? WIDTH : 1;
  const queue = width > 1 ? knownRanges(prefix, known) : [{ after: undefined, end: undefined }];
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const workers = new Set<Promise<void>>();
  const work = async () => {
    for (let range = queue.shift(); range !== undefined; range = queue.shift()) await list(range);
  };
  let failure: { readonly error: unknown } | undefined;
  const hire = () => {
    const worker: Promise<void> = work()
      .catch((error: unknown) => {
        failure ??= { error };
        stop.abort(error);
      })
      .finally(() => workers.delete(worker));
    workers.add(worker);
  };
  const list = async (range: Range) => {
    for await (const page of bucket.list({ prefix, after: range.after, signal: either })) {
      const { end } = range;
      const own = end === undefined ? page : page.filter(({ key }) => key < end);
      see(own);
      if (own.length < page.length) return;
      const [first, last] = [own[0], own.at(-1)];
      if (first === undefined || last === undefined) continue;
      range.after = last.key;
      const pageSpan = timeOf(prefix, last.key) - timeOf(prefix, first.key);
      while (page.length === MAX_PAGE && queue.length === 0 && workers.size < width) {
        const rest = split(prefix, range, { latest: until.getTime(), pageSpan });
        if (rest === undefined) break;
        queue.push(rest);
        hire();
      }
    }
  };
  while (workers.size < width && queue.length > 0) hire();
  // More may be hired while some are waited for.
  while (workers.size > 0) await Promise.all(workers);
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure.error;
}

/** Cuts a range in two where it is worth a request, and leaves the first half in it. @returns the second half */
function split(
  prefix: string,
  range: Range,
  { latest, pageSpan }: { readonly latest: number; readonly pageSpan: number },
): Range | undefined {
  const from = timeOf(prefix, range.after!);
  const to = range.end === undefined ? latest : timeOf(prefix, range.end);
  // The rest is expected to come with the next page. Keys that hold no time compare as false.
  if (!(to - from > Math.max(1, pageSpan))) return undefined;
  const middle = Math.ceil((from + to) / 2);
  const cut = `${prefix}${middle.toString(16).padStart(TIME_DIGITS, '0')}`;
  // Every key of that time is longer than the cut, so none is equal to it.
  const rest = { after: cut, end: range.end };
  range.end = cut;
  return rest;
}

function knownRanges(prefix: string, known: Iterable<string>): Range[] {
  const length = prefix.length + TIME_DIGITS;
  const sorted = [...known].map((key) => key.slice(0, length));
  sorted.sort();
  const pieces = Math.min(MOST_PIECES, Math.ceil(sorted.length / MAX_PAGE));
  const step = Math.max(1, Math.ceil(sorted.length / pieces));
  const cuts = new Set<string>();
  for (let at = step; at < sorted.length; at += step) cuts.add(sorted[at]!);
  const ends = [...cuts];
  return [undefined, ...ends].map((after, index) => ({ after, end: ends[index] }));
}

/** Unix ms of the id in a key; NaN for a foreign key. */
function timeOf(prefix: string, key: string): number {
  const digits = key.slice(prefix.length, prefix.length + TIME_DIGITS);
  return /^[0-9a-f]{12}$/.test(digits) ? Number.parseInt(digits, 16) : NaN;
}
