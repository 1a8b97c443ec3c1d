import type { Damage } from './damage.ts';
import { Ledger, type LedgerFile } from './ledger.ts';
import { PathIndex } from './path-index.ts';
import type { CatalogFile } from './settlement.ts';

/** What a file id came to. */
export type Settled = CatalogFile | Damage | 'gone';

/** What one pass over the bucket showed, opened. */
export class Snapshot {
  readonly ledger: Ledger;
  readonly files = new Map<string, CatalogFile>();
  readonly damage = new Map<string, Damage>();
  readonly gone = new Set<string>();
  readonly live = new PathIndex();
  readonly trash = new PathIndex();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  set(id: string, settled: Settled): void {
    this.drop(id);
    if (settled === 'gone') {
      this.gone.add(id);
    } else if ('record' in settled) {
      this.files.set(id, settled);
      this.#index(settled).add(settled);
    } else {
      this.damage.set(id, settled);
    }
  }

  drop(id: string): void {
    const before = this.files.get(id);
    if (before !== undefined) this.#index(before).remove(before);
    for (const kind of [this.files, this.damage, this.gone]) kind.delete(id);
  }

  get(id: string): Settled | undefined {
    return this.files.get(id) ?? this.damage.get(id) ?? (this.gone.has(id) ? 'gone' : undefined);
  }

  /** Files that vanished, or went back to an older state (format 3.7). */
  alarms(): Damage[] {
    return [...this.damage.values()].filter(({ code }) => code !== 'tampered');
  }

  /**
   * What a file came to, if it comes to the same in another listing: its objects are the same, and nothing outside them was asked for it.
   * Opening a hundred thousand names again would take seconds.
   */
  settledAlike(id: string, listed: LedgerFile): Settled | undefined {
    const own = this.ledger.get(id);
    if (own === undefined || this.damage.has(id) || this.ledger.changed.has(id)) return undefined;
    if (Ledger.isTied(listed) || !isSame(own, listed)) return undefined;
    // A deletion for good that is under way may have been taken back.
    if (this.gone.has(id) && listed.contents.size > 0) return undefined;
    return this.get(id);
  }

  #index(file: CatalogFile): PathIndex {
    return file.record.state === 'trash' ? this.trash : this.live;
  }
}

/** A long name is another object, which may have come, gone or changed. */
function isSame(one: LedgerFile, other: LedgerFile): boolean {
  for (const kind of ['contents', 'changes'] as const) {
    if (one[kind].size !== other[kind].size) return false;
    for (const [key, { name }] of one[kind]) if (!other[kind].has(key) || name.startsWith('~')) return false;
  }
  return true;
}

/** Whether people see no difference. */
export function isAlike(one: Settled | undefined, other: Settled | undefined): boolean {
  return one === other || look(one) === look(other);
}

function look(settled: Settled | undefined): string {
  if (settled === undefined || settled === 'gone') return 'nothing';
  if (!('record' in settled)) return `${settled.code} ${settled.path}`;
  const { revision, record } = settled;
  return `${revision} ${record.state} ${record.path}`;
}
