import { useQuery } from '@tanstack/react-query';
import type { AlarmView } from '../../../backend/contract/files.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';

/** Files that vanished or went back in the bucket and that nobody has said "I know" of. */
export function useAlarms(): readonly AlarmView[] {
  const { data } = useQuery({ queryKey: QUERY.alarms, queryFn: ({ signal }) => api.alarms(signal) });
  return data?.alarms ?? [];
}
