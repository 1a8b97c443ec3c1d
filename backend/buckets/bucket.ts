import type { Readable } from 'node:stream';

/** What an object is, as far as its bucket tells. `size` in bytes; `modified` by the bucket's own clock. */
export interface ObjectInfo {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
}

/** Part of an object: `start` and `length` in bytes. A range that ends after the object ends with the object. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

export interface Cancellable {
  /** Ends the call with the signal's reason; nothing half done stays visible. */
  readonly signal?: AbortSignal | undefined;
}

/** What a caller may know of the bytes it stores. */
export interface Digested {
  /** SHA-256 of the bytes, 64 hex digits: a bucket that signs them need not compute it once more, and refuses other bytes. */
  readonly sha256?: string | undefined;
}

export interface PutOptions extends Cancellable, Digested {
  /** Create only: where the key exists already the call fails with `exists` and changes nothing. */
  readonly ifAbsent?: boolean | undefined;
}

export interface ListOptions extends Cancellable {
  /** Only keys that begin with these characters (not a folder: `a` finds `a`, `ab` and `a/b`). */
  readonly prefix?: string | undefined;
  /** Only keys that come after this one in key order; the key itself need not exist. */
  readonly after?: string | undefined;
}

export type ObjectBody = Uint8Array | AsyncIterable<Uint8Array>;

/** An object that grows in parts and is visible only once it is complete. Plain data: it outlives the process that began it. */
export interface Multipart {
  readonly key: string;
  readonly uploadId: string;
}

/** A part that the bucket has acknowledged. `number` counts from 1; `etag` is opaque, to be given back; `size` in bytes. */
export interface Part {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
}

/** The bytes of a part: in memory, or as a stream of known length, `size` in bytes. */
export type PartBody = Uint8Array | { readonly size: number; readonly bytes: AsyncIterable<Uint8Array> };

/** `leastBytes`: every part but the last has at least that many. `mostBytes`: no part has more. `mostParts`: the highest number. */
export interface PartLimits {
  readonly leastBytes: number;
  readonly mostBytes: number;
  readonly mostParts: number;
}

/** The longest key, in bytes of UTF-8, that every bucket takes. */
export const MAX_KEY_BYTES = 1024;

/** The most objects a page of a listing holds. */
export const MAX_PAGE = 1000;

/**
 * A place that keeps objects: bytes under a key. The only truth, and the only coordinator between clients.
 *
 * Keys are 1 to 1,024 bytes of well-formed UTF-8 without NUL; all else is `invalid-key` before anything is touched.
 * "/" has no meaning to a bucket, nor have "..", "//", case, or names that some system reserves: two different keys are two
 * different objects. One exception: where both `a` and `a/…` are asked for, a bucket MAY refuse the later one as
 * `invalid-key`; it never loses or mixes up either. Nothing in Latchkey makes such a pair.
 *
 * Every failure is a BucketError (backend/buckets/errors.ts) except an abort, which rejects with the signal's reason.
 */
export interface Bucket {
  /** The place in words a user knows, without secrets: `/home/ana/vault`, `s3://photos`. */
  readonly place: string;

  /** Where the place is only a part of the bucket: what the keys of all that belongs there begin with. No call adds it. */
  readonly prefix?: string | undefined;

  /**
   * Stores a whole object, replacing one of the same key.
   *
   * All or nothing: a reader sees the old object, the new one, or none, never part of one; a failed or killed call leaves
   * what was there. When it resolves the bytes are durable. With `ifAbsent` exactly one of many concurrent callers wins and
   * all others get `exists`. Calling it twice with the same bytes is harmless. A stream is read with backpressure, and
   * an error it throws rejects the call with that error.
   */
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<ObjectInfo>;

  /**
   * Opens an object for reading: what it is, and its bytes (of the range, if one is given).
   *
   * The stream is of one version of the object even where the object is replaced meanwhile; it fails with `incomplete` where the
   * bytes end before their announced size. Destroying it frees what it holds. `info.size` is the whole object's. The chunks are the
   * reader's own: it may overwrite them, and give their memory back.
   * @throws BucketError `not-found`; `out-of-range` where start is at or after the end, or a number is not a safe integer >= 0
   *   (length >= 1)
   */
  get(
    key: string,
    options?: Cancellable & { readonly range?: ByteRange | undefined },
  ): Promise<{ info: ObjectInfo; body: Readable }>;

  /** What the object is, or undefined where there is none. */
  head(key: string, options?: Cancellable): Promise<ObjectInfo | undefined>;

  /**
   * Lists objects in key order (bytewise by UTF-8), in pages of 1 to 1,000; no page where nothing matches.
   *
   * An object that is there during the whole listing appears exactly once; one that comes or goes meanwhile appears at most
   * once. An object whose put has resolved before the listing began is listed.
   * @throws BucketError `invalid-key` where `prefix` or `after` is not well-formed or holds NUL; either may be longer than a key
   */
  list(options?: ListOptions): AsyncIterable<readonly ObjectInfo[]>;

  /** Whether several listings at once are quicker than one after the other: where the way to the bucket is long. */
  readonly listsInParallel?: boolean | undefined;

  /** Removes an object. Resolves also where there is none. */
  delete(key: string, options?: Cancellable): Promise<void>;

  /** What a part may be. The same for every upload of this bucket. */
  readonly partLimits: PartLimits;

  /** Begins an object that is sent in parts. Nothing of it is visible; unfinished, it stays until it is aborted. */
  beginMultipart(key: string, options?: Cancellable): Promise<Multipart>;

  /**
   * Stores one part, replacing one of the same number. Durable when it resolves; a failed one leaves no part, or the old one.
   * Many at once are fine. A stream that is not `size` bytes long fails with `incomplete`; an error it throws rejects the call.
   * @throws BucketError `not-found` where there is no such upload; `out-of-range` where the number or the size is beyond {@link partLimits}
   */
  putPart(upload: Multipart, number: number, body: PartBody, options?: Cancellable & Digested): Promise<Part>;

  /** The parts the bucket holds of an unfinished upload, by number. @throws BucketError `not-found` where there is none (ended, aborted, foreign) */
  listParts(upload: Multipart, options?: Cancellable): Promise<Part[]>;

  /**
   * Makes the object of these parts, which are all that the upload has, in order; all or nothing, replacing one of the same key.
   * Where the answer to an earlier call was lost, calling again resolves: the upload is gone and the object stands with the
   * expected size.
   * @throws BucketError `not-found` where there is no such upload and no such object; `incomplete` where none is given, or one
   *   is not what the bucket holds, out of order, or too small, and maybe where one is left out; the upload then stays
   */
  completeMultipart(upload: Multipart, parts: readonly Part[], options?: Cancellable): Promise<ObjectInfo>;

  /** Forgets the upload and frees its parts. Resolves also where there is none. */
  abortMultipart(upload: Multipart, options?: Cancellable): Promise<void>;

  /** The bucket's own clock: the time of its last answer, or the local clock where it has none. */
  now(): Promise<Date>;
}
