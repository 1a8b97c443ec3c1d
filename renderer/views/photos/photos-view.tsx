import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useAppState, useBelow, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useTransfers } from '../../data/transfer-store.ts';
import { View } from '../../parts/frame.tsx';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { useToasts } from '../../shell/toasts.ts';
import { DetailsPanel } from '../files/details-panel.tsx';
import { ListComing, ListFailed, NothingFound } from '../files/files-empty.tsx';
import { openFolder, parentOf } from '../files/paths.ts';
import { shortcuts } from '../files/platform-words.ts';
import { useRoomActs } from '../files/room-acts.tsx';
import { rowMenu } from '../files/row-menu.ts';
import { foundRows, searchableRows } from '../files/row-search.ts';
import { RowContext, type RowSurroundings } from '../files/row-surroundings.tsx';
import { useSearchKey } from '../files/search-key.ts';
import { NOTHING, type Selected, selectedRows } from '../files/selection.ts';
import { useStepOut } from '../files/step-out.ts';
import { uploadMarks } from '../files/upload-marks.ts';
import { useSharedPeople } from '../shared/shared-people.ts';
import { useOpenedKeys } from './opened-keys.ts';
import { PhotoGrid } from './photo-grid.tsx';
import { type Fold, monthsOf, photosOf } from './photo-months.ts';
import { usePhotoShapes } from './photo-memory.ts';
import { usePhotoSize } from './photo-size.ts';
import { NoPhotos } from './photos-empty.tsx';
import { PhotosStatus } from './photos-status.tsx';
import { PhotosToolbar } from './photos-toolbar.tsx';

const NO_KEYS: readonly KnownKey[] = [];

/** All pictures and films of the vault, by month. */
export function PhotosView() {
  const { t } = useTranslation('photos');
  const { t: fileWords } = useTranslation('files');
  const { transfers: store, now } = useServices();
  const state = useAppState().data;
  const keyList = useKeys().data?.keys;
  const transfers = useTransfers(store);
  const { data, error, isPending, dataUpdatedAt: listed, refetch } = useBelow('', { trash: false, enabled: true });
  const [search, setSearch] = useState('');
  const text = useDeferredValue(search.trim());
  const [selected, setSelected] = useState<Selected>(NOTHING);
  const [hasDetails, setDetails] = useState(false);
  const [size, setSize, rememberSize] = usePhotoSize();
  const isNarrow = useNarrowerThan(RAIL_BELOW);
  const searchRef = useRef<HTMLInputElement>(null);
  useSearchKey(searchRef);
  const shapes = usePhotoShapes();

  const keys = useMemo(() => new Map((keyList ?? []).map((key) => [key.id, key])), [keyList]);
  const all = useMemo(() => (data === undefined ? [] : photosOf(data)), [data]);
  const names = useMemo(() => searchableRows(all), [all]);
  const found = useMemo(() => (text === '' ? all : foundRows(names, text)), [all, names, text]);
  const needed = useMemo(() => [...new Set(all.map(({ keyId }) => keyId ?? ''))], [all]);
  const opening = useOpenedKeys(needed, keys);
  // What is not known yet is not told to be closed.
  const isOpen = (id: string) => keyList === undefined || opening.has(id) || keys.get(id)?.open === true;
  const open = needed.filter(isOpen).join(' ');
  const months = useMemo(() => {
    const ids = new Set(open.split(' '));
    return monthsOf(found, (id) => ids.has(id));
  }, [found, open]);
  const rows = useMemo(() => months.flatMap((month) => month.rows), [months]);
  const chosen = useMemo(() => selectedRows(rows, selected), [rows, selected]);

  const bucket = state?.vault?.name ?? '';
  const { acts, content, asker, problems, renaming, endRename, dialogs } = useRoomActs({
    rows,
    keyList: keyList ?? NO_KEYS,
    keys,
    toasts: useToasts(),
    folder: '',
    title: t('title'),
    bucket,
    select: (id) => setSelected(new Set([id])),
    showDetails: setDetails,
    locate: ({ path }) => openFolder(parentOf(path)),
  });
  const chooseKey = ({ keyId, count }: Fold) =>
    void asker
      .obtain({ id: keyId, count, name: t('title') })
      .catch((failed: unknown) => problems.showFailure('download', failed));
  useStepOut(() => (hasDetails ? setDetails(false) : setSelected(NOTHING)));
  const around: RowSurroundings = {
    keys,
    marks: uploadMarks(transfers),
    people: useSharedPeople(true),
    now: now(),
    listed,
    isNarrow,
    renaming,
    endRename,
  };
  const platformKeys = shortcuts(state?.platform);
  const isBare = data !== undefined && all.length === 0;
  const add = () => void content.pick('files');
  return (
    <RowContext value={around}>
      <View
        toolbar={
          <PhotosToolbar
            {...{ size, search, searchRef, isBare }}
            count={data === undefined ? undefined : all.length}
            onSize={setSize}
            onSizeChosen={rememberSize}
            onSearch={(words) => (setSearch(words), setSelected(NOTHING))}
            findShortcut={platformKeys.find}
            onAdd={add}
          />
        }
        statusLine={isBare ? null : <PhotosStatus chosen={chosen} found={text === '' ? undefined : found.length} />}
        panel={
          hasDetails && chosen.length > 0 ? (
            <DetailsPanel
              {...{ rows: chosen, bucket, content }}
              isTrash={false}
              more={rowMenu(fileWords, chosen, { keys: platformKeys }, acts)}
              onShare={acts.share}
              onRestore={acts.restore}
            />
          ) : null
        }
      >
        {found.length > 0 ? (
          <PhotoGrid
            label={t('grid')}
            {...{ months, rows, size, selected, acts }}
            shapes={shapes}
            subject={text}
            onSelect={setSelected}
            onChooseKey={chooseKey}
          />
        ) : isBare ? (
          <NoPhotos onAdd={add} />
        ) : text !== '' ? (
          <NothingFound text={text} onSearchAll={undefined} />
        ) : isPending ? (
          <ListComing />
        ) : (
          <ListFailed message={error?.message ?? ''} onAgain={() => void refetch()} />
        )}
      </View>
      {dialogs}
    </RowContext>
  );
}
