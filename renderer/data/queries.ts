import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiError } from '../api.ts';

/** Names of what is kept in memory; a change names what it makes old. */
export const QUERY = {
  state: ['state'],
  files: ['files'],
  folder: (folder: string, trash: boolean) => ['files', 'folder', folder, trash],
  everything: (trash: boolean) => ['files', 'everything', trash],
  versions: (path: string) => ['files', 'versions', path],
  verified: (id: string) => ['verified', id],
  keys: ['keys'],
} as const;

/** An answer that was no stays no; only silence is tried again. */
export function newQueryClient(): QueryClient {
  const retry = (count: number, error: unknown) => count < 2 && error instanceof ApiError && error.status === 0;
  return new QueryClient({
    defaultOptions: {
      // The server is on this computer: whether there is a network says nothing of it.
      queries: { retry, staleTime: 30_000, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

export function useAppState() {
  return useQuery({ queryKey: QUERY.state, queryFn: ({ signal }) => api.state(signal) });
}

/** One folder's rows; '' is the top. */
export function useFolder(folder: string, trash = false) {
  return useQuery({
    queryKey: QUERY.folder(folder, trash),
    queryFn: ({ signal }) => api.folder(folder, { trash }, signal),
    placeholderData: (before) => before,
  });
}

/** Every file, for searching and for what spans folders. */
export function useEverything(enabled: boolean, trash = false) {
  return useQuery({
    queryKey: QUERY.everything(trash),
    queryFn: ({ signal }) => api.folder('', { recursive: true, trash }, signal),
    enabled,
  });
}

export function useVersions(path: string | undefined) {
  return useQuery({
    queryKey: QUERY.versions(path ?? ''),
    queryFn: ({ signal }) => api.versions(path ?? '', signal),
    enabled: path !== undefined,
  });
}

export function useVerified(id: string | undefined) {
  return useQuery({
    queryKey: QUERY.verified(id ?? ''),
    queryFn: ({ signal }) => api.verified(id ?? '', signal),
    enabled: id !== undefined,
  });
}

export function useKeys() {
  return useQuery({ queryKey: QUERY.keys, queryFn: ({ signal }) => api.keys(signal) });
}

/** A change that makes some of what is in memory old: `change.mutateAsync(…)`. */
export function useChange<Input, Output>(
  act: (input: Input) => Promise<Output>,
  makesOld: readonly (readonly string[])[],
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => Promise.all(makesOld.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
