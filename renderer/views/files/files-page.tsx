import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { ApiError } from '../../api.ts';
import { FileList } from './file-list.tsx';
import { EmptyTrash, EmptyVault, FolderGone, ListComing, ListFailed, NothingFound } from './files-empty.tsx';
import type { FilesForm } from './files-toolbar.tsx';
import type { Listing } from './listing.ts';
import { openFolder } from './paths.ts';
import type { RowActs } from './row-menu.ts';
import type { Row, Sort } from './rows.ts';
import type { Selected } from './selection.ts';

export interface FilesPageProps {
  listing: Listing;
  folder: string;
  trash: boolean;
  search: string;
  onSearch: (text: string) => void;
  form: FilesForm;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: Selected;
  onSelect: (selected: Selected) => void;
  acts: RowActs;
  onMoveTo: (rows: readonly Row[], folder: string) => void;
  title: string;
  sealing: KnownKey | undefined;
  isBare: boolean;
  onAdd: (what: 'files' | 'folder') => void;
}

/** The list, or what stands in its place. */
export function FilesPage(props: FilesPageProps) {
  const { listing, folder, trash, search, title, sealing, isBare, onAdd } = props;
  const { t } = useTranslation('files');
  const { rows, error, isPending, again } = listing;
  const isGone = error instanceof ApiError && error.code === 'not-found';
  // What was listed before stays while a listing fails; but a folder that is gone has no rows.
  if (isGone && search === '' && !trash) return <FolderGone />;
  if (rows.length > 0) {
    const subject = `${folder} ${search}`;
    return <FileList {...{ ...props, rows, subject }} isTrash={trash} label={t('grid.label', { folder: title })} />;
  }
  if (isPending) return <ListComing />;
  if (isGone) return <FolderGone />;
  if (error !== null) return <ListFailed message={error.message} onAgain={again} />;
  if (search !== '') {
    return <NothingFound text={search} onSearchAll={folder === '' || trash ? undefined : () => openFolder('')} />;
  }
  if (trash) return <EmptyTrash />;
  return isBare ? <EmptyVault sealing={sealing} onAdd={onAdd} /> : <FolderGone />;
}
