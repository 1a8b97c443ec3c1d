import { QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FileView } from '../../backend/contract/files.ts';
import type { StateView } from '../../backend/contract/state.ts';
import { api, ApiError } from '../api.ts';
import type { KeyMemory } from './key-memory.ts';
import { originalSizeOf, type PictureSize } from './picture-size.ts';
import { takeRemoteWords } from '../words/words.ts';
import { useServices } from './services.tsx';

/** Names of what is kept in memory; a change names what it makes old. */
export const QUERY = {
  state: ['state'],
  files: ['files'],
  folder: (folder: string) => ['files', 'folder', folder],
  below: (folder: string, trash: boolean) => ['files', 'below', folder, trash],
  folders: ['files', 'folders'],
  alarms: ['files', 'alarms'],
  versions: (path: string) => ['files', 'versions', path],
  pictureSize: (id: string) => ['files', 'picture-size', id],
  verified: (id: string) => ['verified', id],
  keys: ['keys'],
  /** Not below `keys`: opening them makes those old. */
  openedKeys: (ids: readonly string[]) => ['opened-keys', ...ids],
  photoShapes: ['photo-shapes'],
  cutKey: ['cut-key'],
  links: ['links'],
  bandwidth: ['bandwidth'],
  scan: ['scan'],
  sealing: ['sealing'],
  places: ['places'],
  providers: ['providers'],
  storage: ['storage'],
  sessions: ['sessions'],
  tokens: ['tokens'],
  activity: ['activity'],
  activityDays: ['activity-days'],
  shares: ['shares'],
  received: ['shares', 'received'],
  given: ['shares', 'given'],
  people: ['people'],
  self: ['people', 'self'],
} as const;

/** An answer that was no stays no; only silence is tried again. */
export function newQueryClient(): QueryClient {
  const retry = (count: number, error: unknown) => count < 2 && error instanceof ApiError && error.status === 0;
  return new QueryClient({
    defaultOptions: {
      // The server is on this computer: whether there is a network says nothing of it.
      queries: { retry, staleTime: 30_000, refetchOnWindowFocus: true, networkMode: 'always' },
      // What was sent may hold a passphrase: it goes with whoever asked for it.
      mutations: { networkMode: 'always', gcTime: 0 },
    },
  });
}

/** What did not come is asked for again after this long: nobody should have to find the button. */
const AGAIN_MS = 5_000;

const again = { refetchInterval: ({ state }: { state: { status: string } }) => state.status === 'error' && AGAIN_MS };

/** What the server says of itself, but for a log-in that was locked in this window. */
export interface KnownState extends StateView {
  /** The log-in that was locked here, until another one takes its place. */
  readonly locked?: string | undefined;
}

/**
 * What is said depends on where the server is, so the words are there before anything is. A lock that the server has not heard is told it again:
 * its log-in never comes back by itself.
 */
async function askState(client: QueryClient, signal: AbortSignal): Promise<KnownState> {
  const state = await api.state(signal);
  if (!state.local) takeRemoteWords();
  const locked = client.getQueryData<KnownState>(QUERY.state)?.locked;
  if (locked === undefined || (state.session !== null && state.session.id !== locked)) return state;
  if (state.session !== null) await api.lock().catch(() => undefined);
  return { ...state, session: null, locked };
}

export function useAppState() {
  return useQuery({ queryKey: QUERY.state, queryFn: ({ client, signal }) => askState(client, signal), ...again });
}

/** Locks the window at once, whenever the server hears of it. */
export function useLock(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const ended = api.lock().catch(() => undefined);
    await client.cancelQueries({ queryKey: QUERY.state });
    client.setQueryData<KnownState>(
      QUERY.state,
      (before) => before && { ...before, session: null, locked: before.session?.id },
    );
    await ended;
    await client.invalidateQueries({ queryKey: QUERY.state });
  };
}

/** As often as a bucket may be asked without being a burden. */
const LOOK_FOR_SHARES_MS = 30_000;

/** One folder's rows; '' is the top. */
export function useFolder(folder: string, enabled = true) {
  return useQuery({
    queryKey: QUERY.folder(folder),
    queryFn: ({ signal }) => api.folder(folder, {}, signal),
    enabled,
    ...again,
  });
}

/** Every file below a folder, for searching; or all of the trash. Large: asked for when it is needed. */
export function useBelow(folder: string, { trash, enabled }: { trash: boolean; enabled: boolean }) {
  return useQuery({
    queryKey: QUERY.below(folder, trash),
    queryFn: ({ signal }) => api.folder(folder, { recursive: true, trash }, signal),
    enabled,
    ...again,
  });
}

/** The folders of the vault, without their files. */
export function useFolders() {
  return useQuery({
    queryKey: QUERY.folders,
    queryFn: ({ signal }) => api.folder('', { recursive: true, only: 'folders' }, signal),
  });
}

export function useVersions(path: string | undefined) {
  return useQuery({
    queryKey: QUERY.versions(path ?? ''),
    queryFn: ({ signal }) => api.versions(path ?? '', signal),
    enabled: path !== undefined,
  });
}

/**
 * How large a picture is, as its thumbnail or the viewer tells; the file is not opened for it. A thumbnail may follow its file: while none is
 * known it is asked for each time the list comes anew.
 * @param file undefined where it is no picture, or its key is not open
 */
export function usePictureSize(file: Pick<FileView, 'id' | 'key'> | undefined): PictureSize | undefined {
  const { keyMemory } = useServices();
  const { data } = useQuery({
    queryKey: QUERY.pictureSize(file?.id ?? ''),
    queryFn: async ({ signal }) => {
      const picture = await api.thumbnail(file?.id ?? '', keyMemory.choiceOf(file?.key ?? ''), signal);
      return originalSizeOf(new Uint8Array(await picture.arrayBuffer())) ?? null;
    },
    enabled: ({ state }) => file !== undefined && (state.data ?? null) === null,
    staleTime: Infinity,
  });
  return data ?? undefined;
}

export function useVerified(id: string | undefined) {
  return useQuery({
    queryKey: QUERY.verified(id ?? ''),
    queryFn: ({ signal }) => api.verified(id ?? '', signal),
    enabled: id !== undefined,
  });
}

/** Whether the server runs on another computer: then nothing of its disk is offered. */
export function useIsRemote(): boolean {
  return useAppState().data?.local === false;
}

/** Keys as the server knows them, and those that are open in this window alone. */
export function keysQuery(memory: KeyMemory) {
  return queryOptions({
    queryKey: QUERY.keys,
    queryFn: async ({ signal }) => memory.shown(await api.keys(signal)),
  });
}

export function useKeys() {
  return useQuery(keysQuery(useServices().keyMemory));
}

/** What others share; asked for again while it is looked at, for nobody tells of it. */
export function useReceivedShares() {
  return useQuery({
    queryKey: QUERY.received,
    queryFn: ({ signal }) => api.receivedShares(signal),
    refetchInterval: LOOK_FOR_SHARES_MS,
  });
}

export function useGivenShares(enabled: boolean) {
  return useQuery({ queryKey: QUERY.given, queryFn: ({ signal }) => api.givenShares(signal), enabled, ...again });
}

/** Accounts whose words were compared. */
export function usePeople() {
  return useQuery({ queryKey: QUERY.people, queryFn: ({ signal }) => api.people(signal) });
}

/** The account that is open, with its words. */
export function useOwnPerson() {
  return useQuery({ queryKey: QUERY.self, queryFn: ({ signal }) => api.person({}, signal) });
}

/** Somebody may use a link at any time: asked for anew while its state is looked at. */
const LINKS_MS = 15_000;

export function useLinks({ isWatched }: { isWatched: boolean }) {
  return useQuery({
    queryKey: QUERY.links,
    queryFn: ({ signal }) => api.links(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.status === 'error' ? AGAIN_MS : isWatched && LINKS_MS),
  });
}

/**
 * A change that makes some of what is in memory old: `change.mutateAsync(…)`. It is over when all of it is new; lists of files, which may be
 * long, are not waited for.
 */
export function useChange<Input, Output>(
  act: (input: Input) => Promise<Output>,
  makesOld: readonly (readonly string[])[],
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => {
      const renew = (queryKey: readonly string[]) => client.invalidateQueries({ queryKey });
      const [lists, others] = [makesOld.filter(isOfFiles), makesOld.filter((queryKey) => !isOfFiles(queryKey))];
      for (const queryKey of lists) void renew(queryKey);
      return Promise.all(others.map(renew));
    },
  });
}

function isOfFiles([name]: readonly string[]): boolean {
  return name === QUERY.files[0];
}
