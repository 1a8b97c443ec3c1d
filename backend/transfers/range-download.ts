import { rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { SealError } from '../../keys/errors.ts';
import { release } from '../../keys/piece.ts';
import { RangeOpener } from '../../keys/range-opener.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { ContentRanges } from '../vault/content-ranges.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { DownloadOptions } from './download.ts';
import type { Engine } from './engine.ts';
import { TransferError } from './errors.ts';
import { again, isInterruption } from './interruption.ts';
import { finishPartial, makeFolder, openPartial, partialPath, placePartial, synchronise } from './local-file.ts';
import { inParallel } from './parallel.ts';
import { LEAST_PART_BYTES } from './part-plan.ts';
import { RunProgress } from './run-progress.ts';

/** Runs of one file on their way at once; all files together have {@link Engine.parts}. */
const RUNS_OF_A_FILE = 4;
/** After so many more bytes were checked the disk is told to keep them, and the journal that it does. */
const NOTED_BYTES = 16 * 2 ** 20;

export interface RangeDownloadDeps {
  readonly engine: Engine;
  readonly vault: AccountVault;
  readonly file: CatalogFile;
  readonly ranges: ContentRanges;
  readonly target: string;
}

/** A partial file beside the target that this download writes. */
interface Partial {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes from its beginning that are checked and on the disk. */
  readonly checked: number;
}

/** One large file on its way out: runs of segments are fetched and opened side by side into a partial file, and gone on with later. */
export class RangeDownload {
  readonly #deps: RangeDownloadDeps;
  readonly #options: DownloadOptions;
  readonly #opener: RangeOpener;
  /** Segments of a run. */
  readonly #count: number;

  constructor(deps: RangeDownloadDeps, options: DownloadOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#opener = new RangeOpener(deps.ranges.file);
    this.#count = Math.max(1, Math.floor(LEAST_PART_BYTES / this.#opener.segmentBytes));
  }

  async run(): Promise<void> {
    const { engine, target } = this.#deps;
    await makeFolder(dirname(target));
    const { entry, isBusy } = await engine.downloads.claim(target);
    if (isBusy) throw this.#busy();
    let partial: Partial | undefined;
    try {
      partial = (entry && (await this.#reopen(entry))) ?? (await this.#begin(entry?.partial));
      await this.#fetch(partial);
      await this.#place(partial);
      await engine.downloads.end(target).catch(() => undefined);
    } catch (error) {
      await partial?.handle.close();
      await this.#settle(partial?.path ?? entry?.partial, error);
      throw error;
    }
  }

  /** Every segment was checked and written: that nobody else wrote to the file is the last thing to look at. */
  async #place({ handle, path }: Partial): Promise<void> {
    const { target, file } = this.#deps;
    if ((await handle.stat()).size !== file.record.size) {
      throw new TransferError('unusable', `${basename(target)} was changed by another program while it was written.`);
    }
    await finishPartial(handle, target, { modified: file.record.modified });
    await handle.close();
    await placePartial(path, target, this.#options);
    await rm(path, { force: true });
  }

  async #fetch({ handle, checked }: Partial): Promise<void> {
    const { engine, target } = this.#deps;
    const { signal, onBytes } = this.#options;
    const runBytes = this.#count * this.#opener.segmentBytes;
    const runs = Math.ceil(this.#opener.segments / this.#count);
    const done = new RunProgress(Math.floor(checked / runBytes));
    let [next, noted] = [done.reached, checked];
    if (checked > 0) onBytes?.(checked);
    const note = async (least: number) => {
      const reached = done.reached * runBytes;
      if (reached - noted < least || done.reached === runs) return;
      noted = reached;
      await synchronise(handle, target);
      // A journal that cannot be written costs only the memory of it.
      await engine.downloads.note(target, reached).catch(() => undefined);
    };
    try {
      await inParallel(RUNS_OF_A_FILE, signal, async (both) => {
        const run = next++;
        if (run >= runs) return false;
        const bytes = await this.#fetchRun(run * this.#count, handle.fd, both);
        onBytes?.(bytes);
        done.finish(run);
        await note(NOTED_BYTES);
        return true;
      });
    } catch (error) {
      // What was checked until now is kept for whoever goes on; where it cannot be, what led here is still what is told.
      await note(1).catch(() => undefined);
      throw error;
    }
  }

  /** @returns bytes of content */
  async #fetchRun(first: number, fd: number, signal: AbortSignal): Promise<number> {
    const { engine, ranges } = this.#deps;
    const free = await engine.parts.take(this, signal);
    try {
      const stretch = this.#opener.storedOf(first, this.#count);
      const length = stretch.end - stretch.start;
      const stored = engine.memory.take(length);
      await again(signal, async () => fill(Buffer.from(stored, 0, length), await ranges.get(stretch, { signal })));
      const { bytes, plainBytes } = await engine.pool.open({ file: ranges.file, first, stored, length, fd }, signal);
      engine.memory.give(bytes);
      return plainBytes;
    } finally {
      free();
    }
  }

  async #begin(old: string | undefined): Promise<Partial> {
    const { engine, vault, file, target } = this.#deps;
    if (old !== undefined) await rm(old, { force: true });
    const path = partialPath(target);
    const began = engine.now().getTime();
    // In the journal first: a kill leaves no file that nobody knows of.
    const entry = { target, account_id: vault.accountId, file_id: file.id, partial: path, checked: 0, began };
    if (!(await engine.downloads.begin(entry))) throw this.#busy();
    return { path, handle: await openPartial(path, target, 'wx'), checked: 0 };
  }

  /** @returns undefined where what was begun is of another file, or is not there any more */
  async #reopen({ file_id, partial: path, checked }: { file_id: string; partial: string; checked: number }) {
    if (file_id !== this.#deps.file.id || dirname(path) !== dirname(this.#deps.target)) return undefined;
    const handle = await openPartial(path, this.#deps.target, 'r+').catch(() => undefined);
    if (handle === undefined) return undefined;
    const size = await handle.stat().then(
      (found) => found.size,
      () => -1,
    );
    if (size >= checked && size <= this.#deps.file.record.size) return { path, handle, checked };
    await handle.close();
    return undefined;
  }

  /** Where the journal cannot be written as well, what led here is still what is told; its hold ends by itself. */
  async #settle(partial: string | undefined, error: unknown): Promise<void> {
    const { engine, target } = this.#deps;
    if (isInterruption(error, this.#options.signal)) {
      await engine.downloads.release(target).catch(() => undefined);
      return;
    }
    try {
      if (partial !== undefined) await rm(partial, { force: true });
      await engine.downloads.end(target);
    } catch {
      // Plaintext that nobody knows of would lie there for good: whoever comes next goes on with it, or cleans it up.
      await engine.downloads.release(target).catch(() => undefined);
    }
  }

  #busy(): TransferError {
    return new TransferError('exists', `${basename(this.#deps.target)} is being written by another download.`);
  }
}

/** @throws SealError `truncated` where fewer bytes come than there have to be; BucketError */
export async function fill(into: Buffer, body: Readable): Promise<void> {
  let at = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (at + chunk.length > into.length) throw new SealError('tampered');
    chunk.copy(into, at);
    at += chunk.length;
    // Hundreds of megabytes of chunks would wait for the garbage collector.
    release(chunk);
  }
  if (at < into.length) throw new SealError('truncated');
}
