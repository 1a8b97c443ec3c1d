import type { MenuEntries, MenuEntry } from '../../parts/menu.tsx';
import { isShown } from './file-kind.ts';
import type { shortcuts } from './platform-words.ts';
import type { Words } from './row-words.ts';
import type { Row } from './rows.ts';

/** What can be done with rows; a menu, a key and a button do the same. */
export interface RowActs {
  readonly open: (row: Row) => void;
  readonly download: (rows: readonly Row[]) => void;
  readonly share: (rows: readonly Row[]) => void;
  readonly link: (rows: readonly Row[]) => void;
  /** Undefined where no names are shown; then `locate` leads to where they are. */
  readonly rename: ((row: Row) => void) | undefined;
  /** Leads to the folder of a row; undefined where that is what is shown. */
  readonly locate: ((row: Row) => void) | undefined;
  readonly move: (rows: readonly Row[]) => void;
  readonly trash: (rows: readonly Row[]) => void;
  readonly restore: (rows: readonly Row[]) => void;
  readonly remove: (rows: readonly Row[]) => void;
}

/** Where a menu stands; `keys` are those that do the same there. */
export interface MenuPlace {
  readonly isTrash?: boolean;
  /** The row is looked at already. */
  readonly isOpened?: boolean;
  readonly keys?: Partial<ReturnType<typeof shortcuts>>;
}

/** The menu of rows, with the keys that do the same. */
export function rowMenu(
  t: Words,
  rows: readonly Row[],
  { isTrash = false, isOpened = false, keys = {} }: MenuPlace,
  acts: RowActs,
): MenuEntries {
  const entry = (id: string, label: string, onAction: () => void, more: Partial<MenuEntry> = {}): MenuEntry => ({
    id,
    label,
    onAction,
    ...more,
  });
  const [row] = rows;
  if (row === undefined) return [];
  const remove = entry('delete', t('menu.delete'), () => acts.remove(rows), { isDanger: true, shortcut: keys.trash });
  if (isTrash) return [entry('restore', t('menu.restore'), () => acts.restore(rows)), 'line', remove];
  const isOne = rows.length === 1;
  const isPicture = isOne && row.kind === 'file' && isShown(row.name, row.file?.mediaType);
  const open = isPicture
    ? [entry('open', t('menu.preview'), () => acts.open(row), { shortcut: keys.preview })]
    : [entry('open', t('menu.open'), () => acts.open(row), { shortcut: keys.open })];
  const { rename, locate } = acts;
  const hasOpen = !isOpened && isOne && (row.kind === 'folder' || isPicture);
  return [
    ...(hasOpen ? [...open, 'line' as const] : []),
    entry('download', t('menu.download'), () => acts.download(rows), { shortcut: keys.download }),
    entry('share', t('menu.share'), () => acts.share(rows)),
    entry('link', t('menu.link'), () => acts.link(rows)),
    'line',
    ...(isOne && rename ? [entry('rename', t('menu.rename'), () => rename(row), { shortcut: keys.rename })] : []),
    entry('move', t('menu.move'), () => acts.move(rows), { shortcut: keys.move }),
    ...(isOne && locate ? [entry('locate', t('menu.locate'), () => locate(row))] : []),
    'line',
    entry('trash', t('menu.trash'), () => acts.trash(rows), { shortcut: keys.trash }),
  ];
}
