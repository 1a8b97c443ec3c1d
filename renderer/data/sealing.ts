import { useQuery } from '@tanstack/react-query';
import type { SealingSetting } from '../../backend/contract/sealing.ts';
import { api } from '../api.ts';
import { QUERY, useChange } from './queries.ts';

/** What one upload says of how it is sealed; what it leaves out is what is set. */
export type SealingChoice = Partial<SealingSetting>;

/** How new files are sealed. */
export function useSealing() {
  return useQuery({ queryKey: QUERY.sealing, queryFn: ({ signal }) => api.sealing(signal) });
}

export function useSetSealing() {
  return useChange((setting: SealingSetting) => api.setSealing(setting), [QUERY.sealing]);
}
