import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useTransfers } from '../../data/transfer-store.ts';
import { View } from '../../parts/frame.tsx';
import type { ToastQueue } from '../../parts/toast.tsx';
import { FLOATING_BELOW, RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { useContentActions } from './content-actions.ts';
import { DetailsPanel } from './details-panel.tsx';
import { DropTarget } from './drop-target.tsx';
import { FilesPage } from './files-page.tsx';
import { FilesStatus } from './files-status.tsx';
import { FilesToolbar } from './files-toolbar.tsx';
import { useKeyAsker } from './key-asker.tsx';
import { sealingKey } from './key-choice.ts';
import { useListing } from './listing.ts';
import { baseName } from './paths.ts';
import { usePlaceActions } from './place-actions.ts';
import { shortcuts } from './platform-words.ts';
import { ProblemDialog, useProblems } from './problems.tsx';
import { useRemembered } from './remembered.ts';
import { useRowActs } from './row-acts.tsx';
import { rowMenu } from './row-menu.ts';
import { RowContext, type RowSurroundings } from './row-surroundings.tsx';
import type { Sort } from './rows.ts';
import { useSearchKey } from './search-key.ts';
import { NOTHING, type Selected, selectedRows } from './selection.ts';
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
  const { rows, everything, sums } = listing;
  const bucket = state?.vault?.name ?? '';
  const title = trash ? t('trash.title') : folder === '' ? t('title') : baseName(folder);

  const asker = useKeyAsker(keyList);
  const problems = useProblems();
  const content = useContentActions({
    asker,
    keys: keyList,
    problems,
    toasts,
    bucket,
    everything,
    folder,
    folderName: title,
  });
  const places = usePlaceActions(toasts, problems);
  const chosen = selectedRows(rows, selected);
  const showDetails = (isShown: boolean) => (floats ? setFloating(isShown) : setDetails(isShown ? 'shown' : 'hidden'));
  const { acts, renaming, endRename, dialogs } = useRowActs({
    rows,
    content,
    places,
    folder,
    title,
    folders: [...sums.keys()].filter(Boolean),
    showDetails,
  });
  const around: RowSurroundings = { keys, marks, now: now(), isNarrow, renaming, endRename };

  const sealing = keys.get(content.chosen ?? '') ?? sealingKey(keyList);
  const isBare = !trash && folder === '' && rows.length === 0 && search === '' && !listing.isPending && !listing.error;
  const hasDetails = !isBare && (floats ? isFloating : details === 'shown');
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
        statusLine={
          isBare ? null : <FilesStatus {...{ rows, transfers }} selected={chosen.length} isSearch={search !== ''} />
        }
        panel={
          hasDetails ? (
            <DetailsPanel
              {...{ rows: chosen, bucket, isTrash: trash, content }}
              more={rowMenu(t, chosen, { isTrash: trash, keys: platformKeys }, acts)}
              onRestore={acts.restore}
              onClose={() => {
                if (floats) setFloating(false);
              }}
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
      <DropTarget
        {...{ folder, bucket, sealing, isDisabled: trash }}
        onDrop={({ items, folder: to, isAsking }) => void content.add({ items, folder: to, isAsking })}
      />
      {dialogs}
      {asker.dialog}
      <ProblemDialog
        problems={problems}
        onGetEarlier={({ path }, version) => {
          const row = rows.find((one) => one.path === path);
          if (row !== undefined) void content.download([row], version);
        }}
      />
    </RowContext>
  );
}
