import { Parser } from 'htmlparser2';
import type { Readable } from 'node:stream';
import type { ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';

/** A page of 1,000 keys of 1,024 bytes, all of them escaped, has about 4 MiB. */
const MAX_PAGE_BYTES = 16 * 2 ** 20;

/** What one answer to ListObjectsV2 tells (Amazon S3 API reference). */
export interface ListingPage {
  readonly entries: readonly ObjectInfo[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/**
 * Reads a page as it comes. The AWS client's own reader takes more than twice as long, which was half the time of a listing.
 * @throws BucketError `refused` for what is no such answer, `unreachable` where its end is missing; what the body throws
 */
export async function readListingPage(body: Readable): Promise<ListingPage> {
  const page = new PageReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) throw notS3();
    page.write(decoder.decode(chunk, { stream: true }));
  }
  return page.end();
}

/** Only elements at their own depth count: an owner's name, or whatever a server adds, is none of a listing's. */
class PageReader {
  readonly #parser: Parser;
  readonly #path: string[] = [];
  readonly #entries: ObjectInfo[] = [];
  readonly #page = new Map<string, string>();
  #entry = new Map<string, string>();
  #text = '';
  #isWhole = false;

  constructor() {
    const open = (name: string) => {
      this.#path.push(name);
      this.#text = '';
      if (this.#path.length > MAX_DEPTH) throw notS3();
    };
    const close = (_: string, isImplied: boolean) => {
      if (!isImplied) this.#close();
    };
    this.#parser = new Parser(
      { onopentagname: open, ontext: (text) => (this.#text += text), onclosetag: close },
      { xmlMode: true, decodeEntities: true },
    );
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): ListingPage {
    this.#parser.end();
    // A web page in the place of a listing, say.
    if (!this.#page.has('Name') && !this.#page.has('KeyCount')) throw notS3();
    if (!this.#isWhole) throw new BucketError('unreachable', 'The answer of the server ended too early.');
    const isCut = this.#page.get('IsTruncated') === 'true';
    const next = isCut ? this.#page.get('NextContinuationToken') : undefined;
    // Without it the rest would be taken for missing.
    if (isCut && (next === undefined || next === '')) throw notS3();
    return { entries: this.#entries, next };
  }

  #close(): void {
    const [root, first, second] = this.#path;
    const name = this.#path.pop();
    const depth = this.#path.length;
    if (root !== ROOT) return;
    if (depth === 2 && first === ENTRY) this.#entry.set(second!, this.#text);
    else if (depth === 1 && name === ENTRY) this.#addEntry();
    else if (depth === 1) this.#page.set(first!, this.#text);
    else if (depth === 0) this.#isWhole = true;
    this.#text = '';
  }

  #addEntry(): void {
    const [key, size, modified] = ['Key', 'Size', 'LastModified'].map((name) => this.#entry.get(name));
    this.#entry = new Map();
    const time = Date.parse(modified ?? '');
    if (key === undefined || !/^\d{1,16}$/.test(size ?? '') || Number.isNaN(time)) throw notS3();
    this.#entries.push({ key: unescaped(key), size: Number(size), modified: new Date(time) });
  }
}

const ROOT = 'ListBucketResult';
const ENTRY = 'Contents';
const MAX_DEPTH = 8;

/** XML cannot hold every character that a key can, so they are asked for escaped. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw notS3();
  }
}

function notS3(): BucketError {
  return new BucketError('refused', 'What answers there is no S3 server.');
}
