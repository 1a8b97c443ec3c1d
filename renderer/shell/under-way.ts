import type { LiveTransfer } from '../data/transfer-store.ts';
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

const VERBS = { upload: 'sent', download: 'saved', check: 'checked', share: 'shared' } as const;

/** Nothing that was to go up is left behind: whatever began is there, or was cancelled. */
export function isAllSent(transfers: readonly Pick<LiveTransfer, 'kind' | 'state'>[]): boolean {
  return transfers.every(({ kind, state }) => kind !== 'upload' || state === 'done' || state === 'cancelled');
}

/** Undefined while nothing is under way. */
export function underWay(transfers: readonly LiveTransfer[]): UnderWay | undefined {
  const open = transfers.filter(({ state }) => state === 'running' || state === 'waiting');
  const [first] = open;
  if (first === undefined) return undefined;
  const sum = (of: (transfer: LiveTransfer) => number) => open.reduce((total, transfer) => total + of(transfer), 0);
  const bytes = sum((transfer) => transfer.bytes);
  const totalBytes = sum((transfer) => transfer.totalBytes);
  const speed = sum((transfer) => transfer.speed);
  return {
    verb: open.every(({ kind }) => kind === first.kind) ? VERBS[first.kind] : 'done',
    isWaiting: open.every(({ state }) => state === 'waiting'),
    files: sum((transfer) => transfer.files),
    totalFiles: sum((transfer) => transfer.totalFiles),
    percent: percentOf(bytes, totalBytes),
    secondsLeft: speed > 0 ? (totalBytes - bytes) / speed : undefined,
  };
}
