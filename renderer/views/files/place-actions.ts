import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import type { ToastQueue } from '../../parts/toast.tsx';
import { baseName, joinPath, parentOf } from './paths.ts';
import type { Problems } from './problems.tsx';
import type { Row } from './rows.ts';

export type PlaceActions = ReturnType<typeof usePlaceActions>;

/** Paths in one request. */
const MAX_PATHS = 1000;

/** What changes where files lie; no key is needed for it. */
export function usePlaceActions(toasts: ToastQueue, problems: Problems) {
  const { t } = useTranslation('files');
  const change = useChange((act: () => Promise<void>) => act(), [QUERY.files]);

  const run = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await change.mutateAsync(act);
      return true;
    } catch (error) {
      problems.showFailure('change', error);
      return false;
    }
  };

  const named = (paths: readonly string[]) => ({
    count: paths.length,
    name: baseName((paths[0] ?? '').replace(/\/$/, '')),
  });

  const restore = async (paths: readonly string[]): Promise<void> => {
    if (await run(() => inParts(paths, api.restore))) toasts.show({ words: t('trash.restored', named(paths)) });
  };

  const trash = async (rows: readonly Row[]): Promise<void> => {
    const paths = pathsOf(rows);
    if (paths.length === 0 || !(await run(() => inParts(paths, api.trash)))) return;
    const action = { label: t('undo'), onPress: () => void restore(paths) };
    toasts.show({ words: t('trash.moved', named(paths)), icon: 'trash', action });
  };

  const deleteForGood = (rows: readonly Row[]) => run(() => inParts(pathsOf(rows), api.deleteForGood));

  /** @returns whether it has this name now */
  const rename = async (row: Row, name: string): Promise<boolean> => {
    const wanted = name.trim();
    const to = joinPath(parentOf(row.path), wanted);
    if (wanted === '' || to === row.path) return to === row.path;
    if (!wanted.includes('/')) return run(() => api.move([{ from: row.path, to }]));
    problems.showFailure('change', new ApiError('invalid-path', t('rename.slash'), 400));
    return false;
  };

  const move = async (rows: readonly Row[], folder: string): Promise<void> => {
    const moves = rows
      .map(({ path, name }) => ({ from: path, to: joinPath(folder, name) }))
      .filter(({ from, to }) => from !== '' && from !== to);
    if (moves.length === 0 || !(await run(() => inParts(moves, api.move)))) return;
    const back = moves.map(({ from, to }) => ({ from: to, to: from }));
    const words = t('toast.moved', {
      ...named(moves.map(({ to }) => to)),
      folder: folder === '' ? t('title') : baseName(folder),
    });
    toasts.show({
      words,
      icon: 'folder',
      action: { label: t('undo'), onPress: () => void run(() => inParts(back, api.move)) },
    });
  };

  return { restore: (rows: readonly Row[]) => restore(pathsOf(rows)), trash, deleteForGood, rename, move };
}

/** A folder's with a slash at its end: in the trash a file can have its name. */
function pathsOf(rows: readonly Row[]): string[] {
  return rows.filter(({ path }) => path !== '').map(({ kind, path }) => (kind === 'folder' ? `${path}/` : path));
}

async function inParts<Item>(items: readonly Item[], act: (some: Item[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += MAX_PATHS) await act(items.slice(start, start + MAX_PATHS));
}
