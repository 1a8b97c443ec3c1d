import { availableParallelism } from 'node:os';
import type { StateDatabase } from '../state/database.ts';
import { DownloadJournal } from '../state/download-journal.ts';
import { Holder } from '../state/holding.ts';
import { SealingMemory } from '../state/sealing-memory.ts';
import { UploadJournal } from '../state/upload-journal.ts';
import { FairSlots } from './fair-slots.ts';
import { PartMemory } from './part-memory.ts';
import { SealPool } from './seal-pool.ts';
import { SealSettings } from './seal-settings.ts';

/** Parts on their way at once, over all transfers: what keeps a fast line busy, and bounds the memory. */
const PARTS_AT_ONCE = 8;
/** Files on their way at once: small ones spend their time waiting for answers. */
export const FILES_AT_ONCE = 16;
/** Threads more than this would wait for disks and lines, and each has its own memory. */
const MOST_THREADS = 8;

/** What all transfers of a process share. */
export interface Engine {
  readonly pool: SealPool;
  readonly memory: PartMemory;
  /** Held for each part while it is in memory. */
  readonly parts: FairSlots;
  readonly uploads: UploadJournal;
  readonly downloads: DownloadJournal;
  /** How files are sealed of which nobody says it. */
  readonly sealing: SealSettings;
  readonly now: () => Date;
}

export function newEngine(state: StateDatabase, now: () => Date): Engine {
  const holder = new Holder(now);
  return {
    pool: new SealPool(Math.min(availableParallelism(), MOST_THREADS)),
    memory: new PartMemory(),
    parts: new FairSlots(PARTS_AT_ONCE),
    uploads: new UploadJournal(state, holder),
    downloads: new DownloadJournal(state, holder),
    sealing: new SealSettings(new SealingMemory(state)),
    now,
  };
}

export { Paused } from './interruption.ts';
