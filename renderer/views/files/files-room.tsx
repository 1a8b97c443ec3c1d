import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useAddCommands } from '../../shell/desktop.ts';
import { useTransfers } from '../../data/transfer-store.ts';
import { View } from '../../parts/frame.tsx';
import type { ToastQueue } from '../../parts/toast.tsx';
import { FLOATING_BELOW, RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { useSharedPeople } from '../shared/shared-people.ts';
import { DetailsPanel } from './details-panel.tsx';
import { DropTarget } from './drop-target.tsx';
import { FilesPage } from './files-page.tsx';
import { FilesStatus } from './files-status.tsx';
import { FilesToolbar } from './files-toolbar.tsx';
import { sealingKey } from './key-choice.ts';
import { useListing } from './listing.ts';
import { baseName } from './paths.ts';
import { shortcuts } from './platform-words.ts';
import { useRemembered } from './remembered.ts';
import { useRoomActs } from './room-acts.tsx';
import { rowMenu } from './row-menu.ts';
import { RowContext, type RowSurroundings } from './row-surroundings.tsx';
import type { Sort } from './rows.ts';
import { useSearchKey } from './search-key.ts';
import { NOTHING, type Selected, selectedRows } from './selection.ts';
import { useStepOut } from './step-out.ts';
import { uploadMarks } from './upload-marks.ts';

const BY_NAME: Sort = { column: 'name', direction: 'ascending' };

export interface FilesRoomProps {
  folder: string;
  trash: boolean;
  toasts: ToastQueue;
}

/** One folder with all that can be done in it; search and selection end with it. */
export function FilesRoom({ folder, trash, toasts }: FilesRoomProps) {
  const { t } = useTranslation('files');
  const { transfers: store, now } = useServices();
  const state = useAppState().data;
  const known = useKeys().data?.keys;
  const transfers = useTransfers(store);
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState(BY_NAME);
  const [selected, setSelected] = useState<Selected>(NOTHING);
  const [form, setForm] = useRemembered('files-form', ['list', 'grid'], 'list');
  const [details, setDetails] = useRemembered('files-details', ['shown', 'hidden'], 'shown');
  const [isFloating, setFloating] = useState(false);
  const isNarrow = useNarrowerThan(RAIL_BELOW);
  const floats = useNarrowerThan(FLOATING_BELOW);
  const searchRef = useRef<HTMLInputElement>(null);
  useSearchKey(searchRef);

  const keyList = useMemo(() => known ?? [], [known]);
  const keys = useMemo(() => new Map(keyList.map((key) => [key.id, key])), [keyList]);
  const marks = uploadMarks(transfers);
  const listing = useListing({ folder, trash, search, sort, keys, marks });
  const { rows } = listing;
  const bucket = state?.vault?.name ?? '';
  const title = trash ? t('trash.title') : folder === '' ? t('title') : baseName(folder);

  const chosen = useMemo(() => selectedRows(rows, selected), [rows, selected]);
  const showDetails = (isShown: boolean) => (floats ? setFloating(isShown) : setDetails(isShown ? 'shown' : 'hidden'));
  const { acts, renaming, endRename, content, places, dialogs } = useRoomActs({
    rows,
    keyList,
    keys,
    toasts,
    folder,
    title,
    bucket,
    select: (id) => setSelected(new Set([id])),
    showDetails,
    locate: undefined,
  });
  useAddCommands((what) => {
    if (!trash) void content.pick(what);
  });
  const around: RowSurroundings = {
    keys,
    marks,
    people: useSharedPeople(!trash),
    now: now(),
    listed: listing.at,
    isNarrow,
    renaming,
    endRename,
  };

  const sealing = keys.get(content.chosen?.id ?? '') ?? sealingKey(keyList);
  const isBare = !trash && folder === '' && rows.length === 0 && search === '' && !listing.isPending && !listing.error;
  const hasDetails = !isBare && (floats ? isFloating : details === 'shown');
  useStepOut(() => {
    if (hasDetails && floats) setFloating(false);
    else setSelected(NOTHING);
  });
  const platformKeys = shortcuts(state?.platform);
  return (
    <RowContext value={around}>
      <View
        toolbar={
          <FilesToolbar
            {...{ folder, trash, search, searchRef, form, isBare, hasDetails }}
            onSearch={(text) => (setSearch(text), setSelected(NOTHING))}
            findShortcut={platformKeys.find}
            onForm={setForm}
            onDetails={showDetails}
            sealingName={sealing?.name ?? sealing?.fingerprint}
            onAdd={(what) => void content.pick(what)}
            onChooseKey={() => void content.chooseKey()}
          />
        }
        statusLine={isBare ? null : <FilesStatus {...{ listing, transfers }} selected={chosen.length} />}
        panel={
          hasDetails ? (
            <DetailsPanel
              {...{ rows: chosen, bucket, isTrash: trash, content }}
              more={rowMenu(t, chosen, { isTrash: trash, keys: platformKeys }, acts)}
              onShare={acts.share}
              onRestore={acts.restore}
            />
          ) : null
        }
      >
        <FilesPage
          {...{ listing, folder, trash, search, form, sort, selected, acts, title, sealing, isBare }}
          onSearch={setSearch}
          onSort={setSort}
          onSelect={setSelected}
          onMoveTo={(moved, to) => void places.move(moved, to)}
          onAdd={(what) => void content.pick(what)}
        />
      </View>
      {trash ? null : <DropTarget {...{ folder, bucket, sealing }} onDrop={(drop) => void content.add(drop)} />}
      {dialogs}
    </RowContext>
  );
}
