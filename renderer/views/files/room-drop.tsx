import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useAppState, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useAddCommands } from '../../shell/desktop.ts';
import { useReview } from '../scan/review.tsx';
import { addItems } from './additions.ts';
import { DropTarget, type Drop } from './drop-target.tsx';
import { useKeyAsker } from './key-asker.tsx';
import { sealingKey } from './key-choice.ts';
import { ProblemDialog, useProblems } from './problems.tsx';

const NO_KEYS: readonly KnownKey[] = [];

/**
 * Takes what is dropped where no room does so itself. It stands for as long as the window does, so that what it asks for outlives the room.
 * @param folder the one that is shown, or will be once its room is there; elsewhere undefined, and all goes to the top of the vault
 */
export function RoomDrop({ folder }: { folder: string | undefined }) {
  const { host, transfers } = useServices();
  const bucket = useAppState().data?.vault?.name ?? '';
  const keys = useKeys().data?.keys ?? NO_KEYS;
  const asker = useKeyAsker(keys);
  const problems = useProblems();
  const review = useReview();
  const add = async (drop: Drop): Promise<void> => {
    try {
      await addItems(drop, { keys, asker, transfers, review });
    } catch (error) {
      problems.showFailure('upload', error);
    }
  };
  useAddCommands((what) => {
    // Files does it itself.
    if (folder === undefined) void host.pickItems(what).then((items) => add({ items, folder: '', isAsking: false }));
  });
  return (
    <>
      <DropTarget {...{ folder, bucket }} sealing={sealingKey(keys)} isBehind onDrop={(drop) => void add(drop)} />
      {asker.dialog}
      <ProblemDialog problems={problems} onGetEarlier={problems.close} />
    </>
  );
}
