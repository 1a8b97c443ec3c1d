import type { LiveTransfer } from '../data/transfer-store.ts';
import { totalOf } from '../views/transfers/transfer-groups.ts';
import { percentOf } from '../words/measure.ts';

/** All that is under way, as one: for the foot of the sidebar. */
export interface UnderWay {
  /** Which word fits: files are sent, saved, checked or shared; `done` where they are mixed. */
  readonly verb: 'sent' | 'saved' | 'checked' | 'shared' | 'done';
  /** Nothing moves yet. */
  readonly isWaiting: boolean;
  readonly files: number;
  readonly totalFiles: number;
  readonly percent: number;
  /** Undefined while the speed is not known. */
  readonly secondsLeft: number | undefined;
}

const VERBS = { upload: 'sent', download: 'saved', check: 'checked', share: 'shared', mixed: 'done' } as const;

/** Nothing that was to go up is left behind: whatever began is there, or was cancelled. */
export function isAllSent(transfers: readonly Pick<LiveTransfer, 'kind' | 'state'>[]): boolean {
  return transfers.every(({ kind, state }) => kind !== 'upload' || state === 'done' || state === 'cancelled');
}

/** The numbers of Transfers. Undefined while nothing moves or is about to. */
export function underWay(transfers: readonly LiveTransfer[]): UnderWay | undefined {
  const moving = transfers.filter(({ state }) => state === 'running' || state === 'waiting');
  const total = totalOf(transfers);
  if (moving.length === 0 || total === undefined) return undefined;
  const { kind, files, totalFiles, bytes, totalBytes, left } = total;
  return {
    verb: VERBS[kind],
    isWaiting: moving.every(({ state }) => state === 'waiting'),
    files,
    totalFiles,
    percent: percentOf(bytes, totalBytes),
    secondsLeft: left,
  };
}
