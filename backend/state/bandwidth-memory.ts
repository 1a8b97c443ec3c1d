import type { StateDatabase } from './database.ts';

/** Bytes a second each way; null is no limit. */
export interface KeptLimits {
  readonly up: number | null;
  readonly down: number | null;
}

const WAYS = ['up', 'down'] as const;

/** How fast this computer may send and receive. */
export class BandwidthMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(): Promise<KeptLimits> {
    const rows = await this.#state.selectFrom('bandwidth').selectAll().execute();
    const limitOf = (way: (typeof WAYS)[number]) => rows.find((row) => row.way === way)?.bytes ?? null;
    return { up: limitOf('up'), down: limitOf('down') };
  }

  async keep(limits: KeptLimits): Promise<void> {
    for (const way of WAYS) {
      await this.#state
        .insertInto('bandwidth')
        .values({ way, bytes: limits[way] })
        .onConflict((conflict) => conflict.column('way').doUpdateSet({ bytes: limits[way] }))
        .execute();
    }
  }
}
