import { useMemo } from 'react';
import type { GivenShareView } from '../../../backend/contract/shares.ts';
import { useGivenShares } from '../../data/queries.ts';
import { useNameOf } from './six-words.tsx';

/** Names of those that files are shared with, by file id. */
export function useSharedPeople(enabled: boolean): ReadonlyMap<string, readonly string[]> {
  const nameOf = useNameOf();
  const shares = useGivenShares(enabled).data?.shares;
  return useMemo(() => peopleOf(shares ?? [], nameOf), [shares, nameOf]);
}

function peopleOf(
  shares: readonly GivenShareView[],
  nameOf: (username: string | null) => string,
): ReadonlyMap<string, readonly string[]> {
  const byFile = Map.groupBy(shares, ({ file }) => file);
  return new Map([...byFile].map(([file, some]) => [file, some.map(({ recipient }) => nameOf(recipient.username))]));
}
