import type { Row, Sort } from './rows.ts';

const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Folders stand first whatever counts; numbers in names count as numbers. */
export function byName(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => {
    if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
    return NAMES.compare(a.name, b.name) || NAMES.compare(a.path, b.path);
  });
}

/**
 * Another order of rows that stand by name already: so names decide where the rest is alike, and 100,000 of them are compared as words
 * only once.
 */
export function inOrder(named: readonly Row[], { column, direction }: Sort, keyName: (id: string) => string): Row[] {
  const first = named.findIndex(({ kind }) => kind === 'file');
  const start = first < 0 ? named.length : first;
  const compare = comparing(named, column, keyName);
  const turned = [named.slice(0, start), named.slice(start)].map((rows) => {
    const sorted = compare === undefined ? rows : rows.toSorted(compare);
    return direction === 'ascending' ? sorted : sorted.toReversed();
  });
  return turned.flat();
}

function comparing(rows: readonly Row[], column: Sort['column'], keyName: (id: string) => string) {
  if (column === 'size') return (a: Row, b: Row) => (a.size ?? -1) - (b.size ?? -1);
  if (column === 'changed') return (a: Row, b: Row) => compareText(a.changed ?? '', b.changed ?? '');
  if (column === 'name') return undefined;
  const ids = [...new Set(rows.map(({ keyId }) => keyId))];
  const names = new Map(ids.map((id) => [id, id ? keyName(id) : ''] as const));
  const ranks = new Map(ids.toSorted((a, b) => NAMES.compare(names.get(a)!, names.get(b)!)).map((id, at) => [id, at]));
  return (a: Row, b: Row) => ranks.get(a.keyId)! - ranks.get(b.keyId)!;
}

/** Of moments in ISO 8601: they need no rules of a language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
