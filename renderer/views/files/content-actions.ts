import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { api, ApiError } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import type { ToastQueue } from '../../parts/toast.tsx';
import type { Review } from '../scan/review.tsx';
import { addItems, type Addition } from './additions.ts';
import { revealSaved, saveFiles, worstOf } from './downloads.ts';
import type { ChosenKey, KeyAsker } from './key-asker.tsx';
import { baseName } from './paths.ts';
import { isDamage, type Problems } from './problems.tsx';
import type { Row } from './rows.ts';
import { endOf } from './transfer-end.ts';

export interface ContentDeps {
  readonly asker: KeyAsker;
  readonly review: Review;
  readonly keys: readonly KnownKey[];
  readonly problems: Problems;
  readonly toasts: ToastQueue;
  readonly bucket: string;
  /** The files that rows stand for. @throws ApiError */
  readonly filesOf: (rows: readonly Row[]) => Promise<readonly FileView[]>;
  /** The open folder, and what it is called. */
  readonly folder: string;
  readonly folderName: string;
}

export type ContentActions = ReturnType<typeof useContentActions>;

/** What opens or seals content, and so needs a key. */
export function useContentActions(deps: ContentDeps) {
  const { asker, review, keys, problems, toasts, bucket, filesOf, folder, folderName } = deps;
  const { t } = useTranslation('files');
  const { host, transfers } = useServices();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ChosenKey>();
  const restoring = useChange(
    ({ id, key }: { id: string; key: string }) => api.restoreVersion(id, asker.choiceOf(key)),
    [QUERY.files],
  );

  const troubleOf = (row: Row, code: string, message: string) => {
    const { path, name } = row;
    return { id: row.file?.id ?? row.id, path, name, code, message, bucket };
  };

  const showDamage = (row: Row) => {
    if (row.damage !== undefined) problems.showTrouble(troubleOf(row, row.damage.code, row.damage.message));
  };

  /** Where a download lies now, and the way there. */
  const tellSaved = (files: readonly FileView[], to: string): void => {
    const [file] = files;
    const name = files.length === 1 && file !== undefined ? baseName(file.path) : undefined;
    const show = () =>
      void revealSaved(host.desktop, to, name).catch((error: unknown) => problems.showFailure('download', error));
    const words = name === undefined ? t('toast.savedAll', { count: files.length }) : t('toast.saved', { name });
    toasts.show({ words, action: { label: t('toast.reveal'), onPress: show } });
    if (!document.hasFocus()) void host.desktop?.notify(words, '').catch(() => undefined);
  };

  /** The browser tells its user of a download that broke off, but not why. */
  const tellEnd = async (transfer: string, files: readonly FileView[], to?: string): Promise<void> => {
    const { state, failures } = await endOf(transfers, transfer);
    for (const { id } of files) void client.invalidateQueries({ queryKey: QUERY.verified(id) });
    if (state === 'done' && to !== undefined) tellSaved(files, to);
    const failure = worstOf(failures);
    if (state !== 'failed' || failure === undefined) return;
    const { path, code, message } = failure;
    if (isDamage(code)) {
      const id = files.find((file) => file.path === path)?.id ?? '';
      problems.showTrouble({ id, path, name: baseName(path), code, message, bucket });
    } else problems.showFailure('download', new ApiError(code, message, 0));
  };

  const download = async (rows: readonly Row[], version?: FileView): Promise<void> => {
    const [row] = rows;
    if (row === undefined) return;
    const isOne = rows.length === 1;
    if (isOne && row.damage !== undefined && version === undefined) return showDamage(row);
    const within = isOne && row.kind === 'folder' ? row.name : folderName;
    try {
      const files = version === undefined ? await filesOf(rows) : [version];
      const root = isOne && row.kind === 'folder' ? { root: row.path } : {};
      const what = { files, folder: within, ...root, ...(version && { version: version.id }) };
      await saveFiles(what, asker, host, (...saving) => void tellEnd(...saving));
    } catch (error) {
      if (error instanceof ApiError && isDamage(error.code) && isOne && row.kind === 'file')
        problems.showTrouble(troubleOf(row, error.code, error.message));
      else problems.showFailure('download', error);
    }
  };

  const add = async (addition: Omit<Addition, 'chosen'>): Promise<void> => {
    try {
      await addItems({ ...addition, chosen }, { keys, asker, transfers, review });
    } catch (error) {
      problems.showFailure('upload', error);
    }
  };

  const pick = async (what: 'files' | 'folder'): Promise<void> =>
    add({ items: await host.pickItems(what), folder, isAsking: false });

  const chooseKey = async (): Promise<void> => {
    try {
      setChosen((await asker.choose(true)) ?? chosen);
    } catch (error) {
      problems.showFailure('upload', error);
    }
  };

  /** The key of a file, opened. */
  const keyOf = (file: FileView) => asker.obtain({ id: file.key, count: 1, name: baseName(file.path) });

  /** @returns id of the transfer that checks */
  const verify = async (file: FileView): Promise<string | undefined> => {
    try {
      const key = await keyOf(file);
      if (key === undefined) return undefined;
      const view = await api.verify(file.id, asker.choiceOf(key));
      transfers.introduce(view);
      return view.id;
    } catch (error) {
      problems.showFailure('verify', error);
      return undefined;
    }
  };

  /** What a check found out. */
  const reportCheck = (row: Row, code: string, message: string): void => {
    if (isDamage(code)) problems.showTrouble(troubleOf(row, code, message));
    else problems.showFailure('verify', new ApiError(code, message, 0));
  };

  const restoreVersion = async (version: FileView): Promise<void> => {
    try {
      const key = await keyOf(version);
      if (key === undefined) return;
      await restoring.mutateAsync({ id: version.id, key });
      toasts.show({ words: t('toast.restoredVersion', { name: baseName(version.path) }) });
    } catch (error) {
      problems.showFailure('change', error);
    }
  };

  return { chosen, download, add, pick, chooseKey, keyOf, verify, reportCheck, restoreVersion, showDamage };
}
