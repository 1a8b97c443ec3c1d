import type { VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';

export type ActKind = 'put' | 'move' | 'trash' | 'restore' | 'delete';

/** What a file is to be after an act: where it is, live or in the trash; or `gone`. */
export type FileOutcome = string;

export function outcomeOf(path: VaultPath, state: 'live' | 'trash'): FileOutcome {
  return `${state} ${path}`;
}

/** What one client did, as all that happened is counted: `began` before it looked what is there, `ended` when it had its answer. */
export interface Act {
  readonly kind: ActKind;
  readonly began: number;
  readonly ended: number;
  /** Acknowledged. One that was refused may have written something all the same. */
  readonly isDone: boolean;
  /** What it makes of each file, by file id. */
  readonly outcomes: ReadonlyMap<string, FileOutcome>;
}

/**
 * For tests: what several clients did at once in one vault, and what may come of it. Which of two acts at the same time wins is chance; that
 * nothing acknowledged is lost, and that an act which began after another one had ended counts before it, is not.
 */
export class ActLog {
  readonly acts: Act[] = [];
  #clock = 0;

  tick(): number {
    return ++this.#clock;
  }

  /** How many acts of a kind there were, and how many of them were acknowledged. */
  counts(): Record<ActKind, readonly [all: number, done: number]> {
    const of = (kind: ActKind) => {
      const all = this.acts.filter((act) => act.kind === kind);
      return [all.length, all.filter(({ isDone }) => isDone).length] as const;
    };
    return { put: of('put'), move: of('move'), trash: of('trash'), restore: of('restore'), delete: of('delete') };
  }

  /** What a listing shows that no order of the acts allows, in words. */
  faults(listed: ReadonlyMap<string, FileOutcome>): string[] {
    const faults: string[] = [];
    const byFile = new Map<string, Act[]>();
    for (const act of this.acts) {
      for (const id of act.outcomes.keys()) byFile.set(id, [...(byFile.get(id) ?? []), act]);
    }
    for (const id of listed.keys()) if (!byFile.has(id)) faults.push(`${id} was never put`);
    for (const [id, acts] of byFile) {
      const shown = listed.get(id) ?? 'gone';
      const possible = possibleOutcomes(id, acts);
      if (!possible.has(shown)) faults.push(`${id} is ${shown}; it may be ${[...possible].join(' or ')}`);
    }
    return faults;
  }
}

/** What was last made of a file, by each act that no acknowledged act followed. */
function possibleOutcomes(id: string, acts: readonly Act[]): Set<FileOutcome> {
  // Nothing brings back what was acknowledged to be deleted for good (format 3.7).
  if (acts.some(({ kind, isDone }) => kind === 'delete' && isDone)) return new Set(['gone']);
  const last = acts.filter((act) => !acts.some((later) => later.isDone && later.began > act.ended));
  return new Set(last.map(({ outcomes }) => outcomes.get(id)!));
}

/** What a client shows of all files. */
export function listedOutcomes(files: Iterable<CatalogFile>): Map<string, FileOutcome> {
  const listed = new Map<string, FileOutcome>();
  for (const { id, record } of files) {
    listed.set(id, outcomeOf(record.path, record.state === 'trash' ? 'trash' : 'live'));
  }
  return listed;
}
