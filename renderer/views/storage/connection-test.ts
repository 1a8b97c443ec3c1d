import { useMutation } from '@tanstack/react-query';
import type { BucketCheck, BucketQuestion } from '../../../backend/contract/buckets.ts';
import { api } from '../../api.ts';

/** A test of a connection. Its result holds until something else is typed. */
export function useConnectionTest(question: BucketQuestion) {
  const { mutateAsync, isPending, data, variables, error } = useMutation({ mutationFn: api.checkBucket });
  const isSame = JSON.stringify(variables) === JSON.stringify(question);
  const isNow = isSame && !isPending;
  return {
    /** @returns undefined where the test itself could not be made */
    run: (other: BucketQuestion = question): Promise<BucketCheck | undefined> =>
      mutateAsync(other).catch(() => undefined),
    isTesting: isPending,
    check: isNow ? data : undefined,
    failure: isNow ? (error ?? undefined) : undefined,
  };
}
