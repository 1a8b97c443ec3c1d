import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useKeyOpening } from '../../data/key-opening.ts';
import { QUERY } from '../../data/queries.ts';
import { keyStep } from '../files/key-choice.ts';

/** Whoever looks at pictures under more keys is asked for the rest. */
const MAX_KEYS = 8;

/**
 * Opens the keys of the pictures whose files lie where they were, as opening one of the pictures would: nobody is asked for anything.
 * @returns those that are being opened; what does not open stays closed
 */
export function useOpenedKeys(needed: readonly string[], keys: ReadonlyMap<string, KnownKey>): ReadonlySet<string> {
  const client = useQueryClient();
  const { open } = useKeyOpening();
  const ids = needed.filter((id) => keyStep(keys.get(id)) === 'open').slice(0, MAX_KEYS);
  const { isPending } = useQuery({
    queryKey: QUERY.openedKeys(ids),
    queryFn: async () => {
      for (const id of ids) await open({ id }).catch(() => undefined);
      await client.invalidateQueries({ queryKey: QUERY.keys });
      return null;
    },
    enabled: ids.length > 0,
    staleTime: Infinity,
  });
  return new Set(isPending ? ids : []);
}
