import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Breadcrumb } from '../../parts/breadcrumb.tsx';
import { Button } from '../../parts/button.tsx';
import { IconButton, IconToggle } from '../../parts/icon-button.tsx';
import { MenuButton } from '../../parts/menu.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { baseName, foldersTo, openFolder } from './paths.ts';

export type FilesForm = 'list' | 'grid';

export interface FilesToolbarProps {
  folder: string;
  trash: boolean;
  search: string;
  onSearch: (text: string) => void;
  searchRef: Ref<HTMLInputElement>;
  findShortcut: string;
  form: FilesForm;
  onForm: (form: FilesForm) => void;
  hasDetails: boolean;
  onDetails: (is: boolean) => void;
  /** Nothing is there yet: the page itself offers to add files. */
  isBare: boolean;
  /** Name of the key that seals; undefined where none is known. */
  sealingName: string | undefined;
  onAdd: (what: 'files' | 'folder') => void;
  onChooseKey: () => void;
}

export function FilesToolbar(props: FilesToolbarProps) {
  const { folder, trash, search, onSearch, searchRef, findShortcut, isBare, hasDetails, onDetails } = props;
  const { t } = useTranslation('files');
  const isNarrow = useNarrowerThan(RAIL_BELOW);
  const place = trash ? t('toolbar.searchTrash') : folder === '' ? t('toolbar.searchAll') : t('toolbar.searchHere');
  return (
    <Toolbar label={t('toolbar.label')} title={<Title folder={folder} trash={trash} isFolded={isNarrow} />}>
      <SearchField
        label={place}
        clearLabel={t('toolbar.clear')}
        shortcut={findShortcut}
        value={search}
        onChange={onSearch}
        inputRef={searchRef}
      />
      {isBare ? null : <FormSwitch {...props} isNarrow={isNarrow} />}
      {isBare ? null : (
        <IconToggle icon="panel" label={t('toolbar.details')} isSelected={hasDetails} onChange={onDetails} />
      )}
      {isBare || trash ? null : <AddButton {...props} />}
    </Toolbar>
  );
}

function Title({ folder, trash, isFolded }: { folder: string; trash: boolean; isFolded: boolean }) {
  const { t } = useTranslation('files');
  if (folder === '' && !trash) return <ToolbarTitle>{t('title')}</ToolbarTitle>;
  const below = trash
    ? [{ id: 'trash', label: t('trash.title') }]
    : foldersTo(folder).map((id) => ({ id, label: baseName(id) }));
  return (
    <Breadcrumb
      label={t('toolbar.folders')}
      moreLabel={t('toolbar.more')}
      isFolded={isFolded}
      crumbs={[{ id: '', label: t('title') }, ...below]}
      onOpen={openFolder}
    />
  );
}

function FormSwitch({ form, onForm, isNarrow }: Pick<FilesToolbarProps, 'form' | 'onForm'> & { isNarrow: boolean }) {
  const { t } = useTranslation('files');
  const segments = [
    { id: 'list', label: t('toolbar.list'), icon: 'list' },
    { id: 'grid', label: t('toolbar.grid'), icon: 'grid' },
  ] as const;
  if (!isNarrow) return <Segmented label={t('toolbar.view')} value={form} onChange={onForm} segments={segments} />;
  const entries = segments.map((one) => ({ ...one, isChosen: one.id === form, onAction: () => onForm(one.id) }));
  return (
    <MenuButton label={t('toolbar.view')} entries={entries}>
      <IconButton icon={form} label={t('toolbar.view')} />
    </MenuButton>
  );
}

function AddButton({ sealingName, onAdd, onChooseKey }: FilesToolbarProps) {
  const { t } = useTranslation('files');
  const keyEntry = sealingName === undefined ? t('toolbar.chooseKey') : t('toolbar.sealWith', { key: sealingName });
  return (
    <MenuButton
      label={t('toolbar.add')}
      entries={[
        { id: 'files', label: t('toolbar.addFiles'), icon: 'file', onAction: () => onAdd('files') },
        { id: 'folder', label: t('toolbar.addFolder'), icon: 'folder', onAction: () => onAdd('folder') },
        'line',
        { id: 'key', label: keyEntry, icon: 'key', onAction: onChooseKey },
      ]}
    >
      <Button kind="filled" size={28} icon="plus">
        {t('toolbar.add')}
      </Button>
    </MenuButton>
  );
}
