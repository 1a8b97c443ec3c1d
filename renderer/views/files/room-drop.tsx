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

/** Takes what is dropped where no folder is shown: it goes to the top of the vault, where Files leads. */
export function RoomDrop() {
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
  useAddCommands((what) => void host.pickItems(what).then((items) => add({ items, folder: '', isAsking: false })));
  return (
    <>
      <DropTarget folder={undefined} bucket={bucket} sealing={sealingKey(keys)} onDrop={(drop) => void add(drop)} />
      {asker.dialog}
      <ProblemDialog problems={problems} onGetEarlier={problems.close} />
    </>
  );
}
