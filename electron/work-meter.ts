import type { TransferView } from '../backend/contract/transfers.ts';
import type { Work } from './backend-messages.ts';

/** Changes come with every few blocks; a dock needs less. */
const TELL_MS = 200;

type Seen = Pick<TransferView, 'id' | 'state' | 'bytes' | 'totalBytes'>;

/** Adds up what is under way. A transfer that is paused or over counts for nothing: the computer may sleep. */
export class WorkMeter {
  readonly #tell: (work: Omit<Work, 'kind'>) => void;
  readonly #under = new Map<string, Seen>();
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (work: Omit<Work, 'kind'>) => void) {
    this.#tell = tell;
  }

  see({ id, state, bytes, totalBytes }: Seen): void {
    if (state === 'running' || state === 'waiting') this.#under.set(id, { id, state, bytes, totalBytes });
    else this.#under.delete(id);
    // Beginning and end at once: sleep and quitting hang on them.
    if (this.#under.size !== this.#told) this.#now();
    else this.#timer ??= setTimeout(() => this.#now(), TELL_MS).unref();
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = this.#under.size;
    this.#tell({ running: this.#told, share: this.#share() });
  }

  #share(): number | null {
    const all = [...this.#under.values()];
    const total = all.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
    const passed = all.reduce((sum, { bytes }) => sum + bytes, 0);
    return total === 0 ? null : Math.min(1, passed / total);
  }
}
