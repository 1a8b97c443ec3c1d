import { MAX_ACTIVE, type TransferView } from '../contract/transfers.ts';
import type { FileLog } from '../transfers/queue.ts';

/** Speed is taken over this long: shorter jumps about, longer lags behind. */
const PACE_MS = 10_000;
/** Steps looked at even where they are older: a slow line tells of a large part only once it is there. */
const PACE_STEPS = 2;
/** Steps within this time are one. */
const STEP_MS = 250;
/** A speed taken over less says nothing. */
const LEAST_MS = 500;

export type MutableView = { -readonly [Key in keyof TransferView]: TransferView[Key] };

interface ActiveFile {
  readonly path: string;
  readonly size: number;
  bytes: number;
}

/** A file of a transfer that a window can send anew. */
export interface ProgressFile extends FileLog {
  /** It is left, and what passed of it does not count: it begins anew while the transfer runs on. */
  readonly forget: () => void;
}

/** Counts what passes, of a transfer and of each file on its way, and from that speed and time left. */
export class TransferProgress {
  readonly #view: MutableView;
  readonly #now: () => Date;
  readonly #changed: () => void;
  readonly #active = new Set<ActiveFile>();
  /** Bytes that passed by a moment, over this process; what lay there before is not in them. */
  #steps: { readonly at: number; readonly moved: number }[] = [];
  #moved = 0;

  constructor(view: MutableView, now: () => Date, changed: () => void) {
    this.#view = view;
    this.#now = now;
    this.#changed = changed;
  }

  /** Bytes that passed since the transfer began here. */
  get moved(): number {
    return this.#moved;
  }

  total(files: number, bytes: number): void {
    [this.#view.totalFiles, this.#view.totalBytes] = [files, bytes];
    this.#changed();
  }

  /** It is at least this, until all is counted anew. */
  found(files: number, bytes: number): void {
    this.total(Math.max(files, this.#view.totalFiles), Math.max(bytes, this.#view.totalBytes));
  }

  goOn(files: number, bytes: number): void {
    [this.#view.files, this.#view.bytes] = [files, bytes];
    this.found(files, bytes);
  }

  undo(bytes: number): void {
    this.goOn(this.#view.files - 1, this.#view.bytes - bytes);
  }

  /** @param kept bytes that count already; passing over them is no speed */
  begin(path: string, size: number, kept: number, failed: (error: unknown) => void): ProgressFile {
    const view = this.#view;
    const file: ActiveFile = { path, size, bytes: kept };
    let passed = 0;
    view.current = path;
    this.#active.add(file);
    const over = (act: () => void) => () => {
      if (!this.#active.delete(file)) return;
      act();
      this.#tell();
    };
    this.#tell();
    const forget = over(() => (view.bytes -= file.bytes));
    return {
      advance: (bytes) => {
        passed += bytes;
        const more = Math.max(0, passed - file.bytes);
        file.bytes += more;
        view.bytes += more;
        this.#moved += more;
        this.#step();
        this.#tell();
      },
      finish: over(() => (view.files += 1)),
      fail: (error) => {
        forget();
        failed(error);
      },
      leave: over(() => undefined),
      forget,
    };
  }

  /** Nothing moves: speed begins anew with the next byte. */
  rest(): void {
    this.#active.clear();
    this.#steps = [];
    this.#view.active = [];
    this.measure();
  }

  /** Speed and time left as they are now. @returns whether they changed */
  measure(): boolean {
    const view = this.#view;
    const before = [view.speed, view.secondsLeft];
    view.speed = Math.round(this.#speed());
    const left = Math.max(0, view.totalBytes - view.bytes);
    view.secondsLeft = view.speed > 0 ? Math.ceil(left / view.speed) : null;
    return before[0] !== view.speed || before[1] !== view.secondsLeft;
  }

  #tell(): void {
    const files = [...this.#active].slice(0, MAX_ACTIVE);
    this.#view.active = files.map(({ path, bytes, size }) => ({ path, bytes, size }));
    this.measure();
    this.#changed();
  }

  #step(): void {
    const at = this.#now().getTime();
    const last = this.#steps.at(-1);
    if (last !== undefined && at - last.at < STEP_MS) return;
    this.#steps.push({ at, moved: this.#moved });
    const old = this.#steps.filter((step) => at - step.at > PACE_MS);
    this.#steps = this.#steps.slice(Math.max(0, old.length - PACE_STEPS));
  }

  #speed(): number {
    const [first] = this.#steps;
    const elapsed = first === undefined ? 0 : this.#now().getTime() - first.at;
    return first === undefined || elapsed < LEAST_MS ? 0 : ((this.#moved - first.moved) * 1000) / elapsed;
  }
}
