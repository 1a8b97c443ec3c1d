import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { Sharing } from '../shared/sharing.tsx';
import type { ContentActions } from './content-actions.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { isShown } from './file-kind.ts';
import { MoveDialog } from './move-dialog.tsx';
import { joinPath, openFolder, parentOf } from './paths.ts';
import { PictureViewer } from './picture-viewer.tsx';
import type { PlaceActions } from './place-actions.ts';
import { rowMenu, type RowActs } from './row-menu.ts';
import type { Row } from './rows.ts';

export interface RowActsDeps {
  readonly rows: readonly Row[];
  readonly content: ContentActions;
  readonly places: PlaceActions;
  readonly sharing: Sharing;
  /** Asks for what a link needs, and makes it. */
  readonly getLink: (rows: readonly Row[]) => Promise<void>;
  readonly folder: string;
  readonly title: string;
  readonly bucket: string;
  /** Makes a row the selected one: by its id, also before it is there. */
  readonly select: (id: string) => void;
  readonly showDetails: (is: boolean) => void;
  /** Leads to the folder of a row, where its name is shown and can be changed; undefined where that is here. */
  readonly locate: ((row: Row) => void) | undefined;
  /** Keys by id: turning pages must not ask for them. */
  readonly keys: ReadonlyMap<string, KnownKey>;
}

export interface ActingRows {
  readonly acts: RowActs;
  readonly renaming: string | undefined;
  readonly endRename: (row: Row, name: string | undefined) => void;
  readonly dialogs: ReactNode;
}

/** What can be done with rows, and the dialogs that ask more about it. */
export function useRowActs(deps: RowActsDeps): ActingRows {
  const { rows, content, places, sharing, getLink, folder, title, bucket, select, showDetails, locate, keys } = deps;
  const { t } = useTranslation('files');
  const [renaming, setRenaming] = useState<string>();
  const [moving, setMoving] = useState<readonly Row[]>([]);
  const [deleting, setDeleting] = useState<readonly Row[]>([]);
  const [viewing, setViewing] = useState<string>();

  const open = async (row: Row): Promise<void> => {
    if (row.damage !== undefined) return content.showDamage(row);
    if (row.kind === 'folder') return openFolder(row.path);
    if (row.file === undefined || !isPicture(row)) {
      select(row.id);
      return showDetails(true);
    }
    if ((await content.keyOf(row.file)) !== undefined) setViewing(row.id);
  };

  const acts: RowActs = {
    open: (row) => void open(row),
    download: (some) => void content.download(some),
    share: sharing.share,
    link: (some) => void getLink(some),
    rename: locate === undefined ? ({ id }) => setRenaming(id) : undefined,
    locate,
    move: setMoving,
    trash: (some) => void places.trash(some),
    restore: (some) => void places.restore(some),
    remove: setDeleting,
  };

  const close = () => setViewing(undefined);
  /** What changes the list shows it. */
  const closing =
    <Subject,>(act: (subject: Subject) => void) =>
    (subject: Subject) => {
      close();
      act(subject);
    };
  const menuOf = (row: Row) =>
    rowMenu(
      t,
      [row],
      { isOpened: true },
      { ...acts, rename: acts.rename && closing(acts.rename), move: closing(acts.move), trash: closing(acts.trash) },
    );

  const shown = viewing === undefined ? undefined : rows.find(({ id }) => id === viewing);
  const isOpen = (key = '') => key === shown?.file?.key || keys.get(key)?.open === true;
  const pictures = shown && rows.filter((row) => isPicture(row) && isOpen(row.file?.key));
  const dialogs = (
    <>
      {sharing.dialog}
      {moving.length === 0 ? null : (
        <MoveDialog
          rows={moving}
          folder={folder}
          onCancel={() => setMoving([])}
          onMove={(to) => {
            setMoving([]);
            void places.move(moving, to);
          }}
        />
      )}
      {deleting.length === 0 ? null : (
        <DeleteDialog
          rows={deleting}
          onCancel={() => setDeleting([])}
          onDelete={() => {
            setDeleting([]);
            void places.deleteForGood(deleting);
          }}
        />
      )}
      {shown === undefined || pictures === undefined ? null : (
        <PictureViewer
          rows={pictures}
          row={shown}
          folderName={title}
          onShow={({ id }) => setViewing(id)}
          {...{ bucket, content }}
          more={menuOf(shown)}
          onClose={close}
          onDownload={() => acts.download([shown])}
          onShare={() => acts.share([shown])}
        />
      )}
    </>
  );
  const rename = async (row: Row, name: string): Promise<void> => {
    const path = joinPath(parentOf(row.path), name.trim());
    // The row goes on under its new name; without this another would have its place in the selection.
    select(row.kind === 'folder' ? `${path}/` : path);
    if (!(await places.rename(row, name))) select(row.id);
  };
  const endRename = (row: Row, name: string | undefined) => {
    setRenaming(undefined);
    if (name !== undefined) void rename(row, name);
  };
  return { acts, renaming, endRename, dialogs };
}

function isPicture(row: Row): boolean {
  return row.kind === 'file' && row.damage === undefined && isShown(row.name, row.file?.mediaType);
}
