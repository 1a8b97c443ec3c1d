import { readSync, writeSync } from 'node:fs';
import { hash } from 'node:crypto';
import { SealError } from '../../keys/errors.ts';
import { release } from '../../keys/piece.ts';
import { RangeOpener, type RangeFile } from '../../keys/range-opener.ts';
import { RangeSealer, type SealedFile, type Stretch } from '../../keys/range-sealer.ts';

/** Where the content to seal comes from: an open file of this process, read at its place, or bytes that are here. */
export type PlainSource = { readonly fd: number } | { readonly bytes: ArrayBuffer };

export interface SealTask {
  readonly kind: 'seal';
  readonly file: SealedFile;
  /** Of the stored file. */
  readonly stretch: Stretch;
  readonly source: PlainSource;
  /** Memory to seal into, at least as long as the stretch; comes back with the answer. */
  readonly into: ArrayBuffer;
  /** Whether the stored bytes' digest is wanted: it costs a third of what sealing costs. */
  readonly digest: boolean;
}

export interface SealAnswer {
  /** As long as `into` was: the stored bytes stand at its beginning. */
  readonly stored: ArrayBuffer;
  /** SHA-256 of the stored bytes, 64 hex digits, where it was wanted. */
  readonly sha256: string | undefined;
  /** The memory that the content came in, to be used again. */
  readonly plain: ArrayBuffer | undefined;
}

export interface OpenTask {
  readonly kind: 'open';
  readonly file: RangeFile;
  /** Index of the first segment. */
  readonly first: number;
  readonly stored: ArrayBuffer;
  /** Bytes of `stored` that count. */
  readonly length: number;
  /** An open file of this process: the content is written at its place. Without one it comes back. */
  readonly fd?: number | undefined;
}

export interface OpenAnswer {
  /** The memory the stored bytes came in; the content instead, at its beginning, where no file was named. */
  readonly bytes: ArrayBuffer;
  readonly plainBytes: number;
}

/** What goes wrong in a worker, in a form that crosses threads; `source-changed`: the file has fewer bytes than it had. */
export type WorkFault =
  | { readonly fault: 'tampered' | 'source-changed' }
  | { readonly fault: 'read' | 'write'; readonly errno: string };

export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly fault: WorkFault;

  constructor(fault: WorkFault) {
    super(fault.fault);
    this.fault = fault;
  }
}

/** Seals one stretch. @throws WorkError `source-changed` | `read` */
export function seal({ file, stretch, source, into, digest }: SealTask): SealAnswer {
  const sealer = new RangeSealer(file);
  const need = sealer.plainOf(stretch);
  const plain = 'fd' in source ? readStretch(source.fd, need) : Buffer.from(source.bytes, 0, need.end - need.start);
  const stored = Buffer.from(into, 0, stretch.end - stretch.start);
  sealer.seal(stretch, plain, stored);
  const sha256 = digest ? hash('sha256', stored) : undefined;
  return { stored: into, sha256, plain: 'fd' in source ? undefined : source.bytes };
}

/** Opens a run of segments. What was written before a damaged one was found is whole and checked. @throws WorkError */
export function open({ file, first, stored, length, fd }: OpenTask): OpenAnswer {
  const opener = new RangeOpener(file);
  const bytes = Buffer.from(stored, 0, length);
  let written = 0;
  try {
    for (const plain of opener.open(first, bytes)) {
      // Content is never longer than what it was sealed to, so it can take the place of what was opened already.
      if (fd === undefined) plain.copy(bytes, written);
      else writeAll(fd, plain, first * opener.segmentBytes + written);
      written += plain.length;
      release(plain);
    }
  } catch (error) {
    throw error instanceof SealError ? new WorkError({ fault: 'tampered' }) : error;
  }
  return { bytes: stored, plainBytes: written };
}

/** Kept for the next stretch: a new piece of memory each time would cost as much as reading. */
let scratch = Buffer.alloc(0);

function readStretch(fd: number, { start, end }: Stretch): Buffer {
  const length = end - start;
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length);
  for (let read = 0; read < length;) {
    const count = guarded('read', () => readSync(fd, scratch, read, length - read, start + read));
    if (count === 0) throw new WorkError({ fault: 'source-changed' });
    read += count;
  }
  return scratch.subarray(0, length);
}

function writeAll(fd: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length;) {
    written += guarded('write', () => writeSync(fd, bytes, written, bytes.length - written, position + written));
  }
}

function guarded<T>(fault: 'read' | 'write', act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new WorkError({ fault, errno: (error as NodeJS.ErrnoException).code ?? 'unknown error' });
  }
}
