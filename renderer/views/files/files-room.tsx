import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useAddCommands } from '../../shell/desktop.ts';
import { useTransfers } from '../../data/transfer-store.ts';
import { View } from '../../parts/frame.tsx';
import type { ToastQueue } from '../../parts/toast.tsx';
import { FLOATING_BELOW, RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { useSharing } from '../shared/sharing.tsx';
import { useLinkMaker } from '../links/link-maker.tsx';
import { useReview } from '../scan/review.tsx';
import { useContentActions } from './content-actions.ts';
import { DetailsPanel } from './details-panel.tsx';
import { DropTarget } from './drop-target.tsx';
import { FilesPage } from './files-page.tsx';
import { FilesStatus } from './files-status.tsx';
import { FilesToolbar } from './files-toolbar.tsx';
import { useKeyAsker } from './key-asker.tsx';
import { sealingKey } from './key-choice.ts';
import { filesOf } from './files-below.ts';
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

  const asker = useKeyAsker(keyList);
  const problems = useProblems();
  const review = useReview();
  const content = useContentActions({
    asker,
    review,
    keys: keyList,
    problems,
    toasts,
    bucket,
    filesOf: (some) => filesOf(some, folder),
    folder,
    folderName: title,
  });
  useAddCommands((what) => {
    if (!trash) void content.pick(what);
  });
  const linker = useLinkMaker({ asker, problems, filesOf: (some) => filesOf(some, folder), folderName: title });
  const places = usePlaceActions(toasts, problems);
  const sharing = useSharing({ asker, filesOf: (some) => filesOf(some, folder) });
  const chosen = useMemo(() => selectedRows(rows, selected), [rows, selected]);
  const showDetails = (isShown: boolean) => (floats ? setFloating(isShown) : setDetails(isShown ? 'shown' : 'hidden'));
  const { acts, renaming, endRename, dialogs } = useRowActs({
    rows,
    content,
    places,
    sharing,
    getLink: linker.getLink,
    folder,
    title,
    select: (id) => setSelected(new Set([id])),
    showDetails,
  });
  const around: RowSurroundings = { keys, marks, now: now(), listed: listing.at, isNarrow, renaming, endRename };

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
      {asker.dialog}
      {linker.dialog}
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
