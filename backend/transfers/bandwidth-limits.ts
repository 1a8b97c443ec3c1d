import { Bandwidth } from '../buckets/bandwidth.ts';
import type { BandwidthMemory, KeptLimits } from '../state/bandwidth-memory.ts';

/** How fast all transfers of this computer together may go; kept, and changed while they run. Buckets in a folder have no limit. */
export class BandwidthLimits {
  readonly up = new Bandwidth(undefined);
  readonly down = new Bandwidth(undefined);
  readonly #memory: BandwidthMemory;

  private constructor(memory: BandwidthMemory) {
    this.#memory = memory;
  }

  static async load(memory: BandwidthMemory): Promise<BandwidthLimits> {
    const limits = new BandwidthLimits(memory);
    limits.#use(await memory.get());
    return limits;
  }

  /** Bytes a second; null is no limit. */
  get(): KeptLimits {
    return { up: this.up.limit ?? null, down: this.down.limit ?? null };
  }

  /** Holds at once, also for what is under way, and from the next start on. @param limits bytes a second, above 0 */
  async set(limits: KeptLimits): Promise<void> {
    await this.#memory.keep(limits);
    this.#use(limits);
  }

  #use({ up, down }: KeptLimits): void {
    this.up.limit = up ?? undefined;
    this.down.limit = down ?? undefined;
  }
}
