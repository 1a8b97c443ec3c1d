import { isOpen, type LiveTransfer } from '../../data/transfer-store.ts';

/** Which transfers are looked at. Checks are neither sent nor saved: they stand among all. */
export type Direction = 'all' | 'up' | 'down';

export interface TransferGroups {
  readonly needsYou: readonly LiveTransfer[];
  readonly underWay: readonly LiveTransfer[];
  readonly waiting: readonly LiveTransfer[];
  readonly doneToday: readonly LiveTransfer[];
  readonly doneBefore: readonly LiveTransfer[];
}

/** All that moves, as one. */
export interface Total {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Bytes a second, 0 while unknown. */
  readonly speed: number;
  /** Seconds; undefined while the speed is unknown. */
  readonly left: number | undefined;
  /** What all of it is, or `mixed`. */
  readonly kind: LiveTransfer['kind'] | 'mixed';
  /** Why nothing moves, where all of them stand still: what may pass by itself comes first. */
  readonly standing: 'network' | 'user' | 'key' | undefined;
}

const KINDS = { up: 'upload', down: 'download' } as const;

export function inDirection(transfers: readonly LiveTransfer[], direction: Direction): readonly LiveTransfer[] {
  return direction === 'all' ? transfers : transfers.filter(({ kind }) => kind === KINDS[direction]);
}

/** Can be paused: what a browser saves goes as the browser wants, and a check is soon over. */
export function isPausable(transfer: LiveTransfer): boolean {
  return isOpen(transfer) && transfer.state !== 'paused' && (transfer.kept || transfer.kind === 'upload');
}

/** What stands still shows where it would run, but for what only a person can help; what has not begun is among what waits. */
function sectionOf({ state, reason }: LiveTransfer): 'needsYou' | 'underWay' | 'waiting' | 'over' {
  if (state === 'failed' || reason === 'key') return 'needsYou';
  if (state === 'done' || state === 'cancelled') return 'over';
  return state === 'waiting' && (reason === null || reason === 'window') ? 'waiting' : 'underWay';
}

/** What goes on keeps its place: the oldest first. What is over: the latest first. */
export function groupsOf(transfers: readonly LiveTransfer[], now: Date): TransferGroups {
  const being = (section: ReturnType<typeof sectionOf>) =>
    transfers.filter((transfer) => sectionOf(transfer) === section).toSorted((a, b) => order(a.started, b.started));
  const over = being('over').toSorted((a, b) => order(b.ended ?? '', a.ended ?? ''));
  const isToday = ({ ended }: LiveTransfer) => new Date(ended ?? 0).toDateString() === now.toDateString();
  return {
    needsYou: being('needsYou'),
    underWay: being('underWay'),
    waiting: being('waiting'),
    doneToday: over.filter(isToday),
    doneBefore: over.filter((transfer) => !isToday(transfer)),
  };
}

/** Undefined while nothing is open. What was done since the oldest of them began counts too, so that the bar only grows. */
export function totalOf(transfers: readonly LiveTransfer[]): Total | undefined {
  const active = transfers.filter(isOpen);
  if (active.length === 0) return undefined;
  const since = active.map(({ started }) => started).toSorted(order)[0] ?? '';
  const batch = transfers.filter((each) => isOpen(each) || (each.state === 'done' && (each.ended ?? '') >= since));
  const sum = (of: 'files' | 'totalFiles' | 'bytes' | 'totalBytes' | 'speed') =>
    batch.reduce((all, each) => all + each[of], 0);
  const [bytes, totalBytes, speed] = [sum('bytes'), sum('totalBytes'), sum('speed')];
  const kinds = new Set(batch.map(({ kind }) => kind));
  return {
    files: sum('files'),
    totalFiles: sum('totalFiles'),
    bytes,
    totalBytes,
    speed,
    left: speed > 0 ? Math.max(0, totalBytes - bytes) / speed : undefined,
    standing: standingOf(active),
    kind: kinds.size === 1 ? (batch[0]?.kind ?? 'mixed') : 'mixed',
  };
}

function standingOf(open: readonly LiveTransfer[]): Total['standing'] {
  const reasons = new Set(open.map(({ reason }) => reason));
  if (reasons.has(null) || reasons.has('window')) return undefined;
  return (['network', 'user', 'key'] as const).find((reason) => reasons.has(reason));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
