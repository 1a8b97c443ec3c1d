import type { KeyboardEvent } from 'react';
import type { RowActs } from './row-menu.ts';
import type { Row } from './rows.ts';

/** What a key on a row does, before the list makes something else of it. @returns whether it did anything */
export function actOnKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  row: Row | undefined,
  rows: readonly Row[],
  { isTrash, acts }: { isTrash: boolean; acts: RowActs },
): boolean {
  const hasCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (rows.length === 0 || row === undefined || event.altKey) return false;
  if (key === 'delete' || (key === 'backspace' && event.metaKey)) {
    if (isTrash) acts.remove(rows);
    else acts.trash(rows);
    return true;
  }
  if (isTrash) return false;
  if (key === 'f2' && acts.rename !== undefined) return done(acts.rename(row));
  if (key === ' ' && !hasCommand && !event.shiftKey) return done(acts.open(row));
  if (key === 'd' && hasCommand) return done(acts.download(rows));
  if (key === 'm' && hasCommand && event.shiftKey) return done(acts.move(rows));
  return false;
}

function done(_act: void): true {
  return true;
}
