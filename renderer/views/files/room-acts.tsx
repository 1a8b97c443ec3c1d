import type { ReactNode } from 'react';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { ToastQueue } from '../../parts/toast.tsx';
import { useLinkMaker } from '../links/link-maker.tsx';
import { useReview } from '../scan/review.tsx';
import { useSharing } from '../shared/sharing.tsx';
import { type ContentActions, useContentActions } from './content-actions.ts';
import { filesOf } from './files-below.ts';
import { type KeyAsker, useKeyAsker } from './key-asker.tsx';
import { type PlaceActions, usePlaceActions } from './place-actions.ts';
import { ProblemDialog, type Problems, useProblems } from './problems.tsx';
import { type ActingRows, type RowActsDeps, useRowActs } from './row-acts.tsx';
import type { Row } from './rows.ts';

export interface RoomActsDeps extends Pick<
  RowActsDeps,
  'rows' | 'folder' | 'title' | 'bucket' | 'select' | 'showDetails' | 'locate' | 'keys'
> {
  readonly keyList: readonly KnownKey[];
  readonly toasts: ToastQueue;
}

export interface RoomActs extends ActingRows {
  readonly asker: KeyAsker;
  readonly problems: Problems;
  readonly content: ContentActions;
  readonly places: PlaceActions;
  /** All that is asked and told meanwhile; stands somewhere in the view. */
  readonly dialogs: ReactNode;
}

/** All that can be done with files in a room that shows them. */
export function useRoomActs(deps: RoomActsDeps): RoomActs {
  const { rows, keyList, toasts, folder, title, bucket } = deps;
  const below = (some: readonly Row[]) => filesOf(some, folder);
  const asker = useKeyAsker(keyList);
  const problems = useProblems();
  const content = useContentActions({
    asker,
    review: useReview(),
    keys: keyList,
    problems,
    toasts,
    bucket,
    filesOf: below,
    folder,
    folderName: title,
  });
  const linker = useLinkMaker({ asker, problems, filesOf: below, folderName: title });
  const places = usePlaceActions(toasts, problems);
  const sharing = useSharing({ asker, filesOf: below });
  const acting = useRowActs({ ...deps, content, places, sharing, getLink: linker.getLink });
  const dialogs = (
    <>
      {acting.dialogs}
      {asker.dialog}
      {linker.dialog}
      <ProblemDialog
        problems={problems}
        onGetEarlier={({ path }, version) => {
          const row = rows.find((one) => one.path === path);
          if (row !== undefined) void content.download([row], version);
        }}
      />
    </>
  );
  return { ...acting, asker, problems, content, places, dialogs };
}
