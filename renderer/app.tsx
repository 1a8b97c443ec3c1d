import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react';
import { ApiError } from './api.ts';
import { keysQuery, QUERY, useAppState, useLock } from './data/queries.ts';
import { useServices } from './data/services.tsx';
import { ClosedView } from './shell/closed-view.tsx';
import { Opening } from './shell/opening.tsx';
import { navigate } from './shell/route.ts';
import { useNoDrop } from './shell/window-drop.ts';
import { VaultWindow } from './shell/window.tsx';
import { ReviewHost } from './views/scan/review.tsx';
import { useSlow } from './views/start/slow.ts';

const StartView = lazy(async () => ({ default: (await import('./views/start/start-view.tsx')).StartView }));
/** Only where a desktop hands files over. */
const OpenedFiles = lazy(async () => ({ default: (await import('./shell/opened-files.tsx')).OpenedFiles }));
const UnlockView = lazy(async () => ({ default: (await import('./views/unlock/unlock-view.tsx')).UnlockView }));

/** How often keys are asked for again that a vault which does not answer may need. */
const LOOK_MS = 5_000;

/** The whole window. */
export function App() {
  useNoDrop();
  return (
    <ReviewHost>
      <Scene />
      <Opened />
    </ReviewHost>
  );
}

/** Above whatever the window shows, as soon as the server knows it. */
function Opened() {
  const { desktop } = useServices().host;
  const isKnown = useAppState().data !== undefined;
  if (desktop === undefined || !isKnown) return null;
  return (
    <Suspense>
      <OpenedFiles desktop={desktop} />
    </Suspense>
  );
}

/** Which of the four the window shows: first start, unlock, the open vault, or why there is none of these. */
function Scene() {
  const client = useQueryClient();
  const { keyMemory } = useServices();
  const { data: state, error, refetch } = useAppState();
  const isOpen = state !== undefined && state.session !== null;
  const keys = useQuery({
    ...keysQuery(keyMemory),
    enabled: isOpen,
    refetchInterval: ({ state: { data } }) => (data?.listed === false ? LOOK_MS : false),
  });
  // Not `isPending`: what failed is pending again while it is asked once more, and the window must not go away for that.
  const isAsked = isOpen && !keys.isFetched;
  const isSlow = useSlow(isAsked);
  const [isStarting, setStarting] = useState(false);
  const lock = useLock();
  useEndedElsewhere();
  const logIn = state?.session?.id;
  const [owner, setOwner] = useState(logIn);
  if (owner === undefined && logIn !== undefined) setOwner(logIn);
  if (owner !== undefined && owner !== logIn) return <BetweenLogIns onEmpty={() => setOwner(logIn)} />;

  if (state === undefined)
    return error === null ? <Opening /> : <ClosedView error={error} onTry={() => void refetch()} />;
  if (error instanceof ApiError && error.code === 'no-local-token') {
    return <ClosedView error={error} onTry={() => void refetch()} />;
  }
  const again = async () => {
    await Promise.all([QUERY.state, QUERY.keys, QUERY.files].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  // A vault that does not answer may need keys that this computer never met.
  // Elsewhere a key file is made, or pointed at, in its own room: it never lies on the server.
  const hasNoKey = isOpen && state.local && keys.data?.listed === true && keys.data.keys.length === 0;
  const needsStart = state.vault === null || hasNoKey;
  // It stays until its last page is done, though what it needed is there before.
  const isLoggedOut = state.vault !== null && state.session === null;
  if (needsStart !== isStarting && (needsStart || isLoggedOut)) setStarting(needsStart);
  if (needsStart || (isStarting && !isLoggedOut)) {
    const hasKey = async () => {
      const known = await client.fetchQuery({ ...keysQuery(keyMemory), staleTime: 0 });
      return known.keys.length > 0 || !known.listed;
    };
    const done = () => {
      navigate('files');
      void again().then(() => setStarting(false));
    };
    return (
      <Suspense fallback={<Opening />}>
        <StartView state={state} hasKey={hasKey} onOpen={() => void again()} onDone={done} />
      </Suspense>
    );
  }
  const { vault, session, platform, vaultPlace } = state;
  if (vault === null) return <Opening />;
  if (session === null) {
    return (
      <Suspense fallback={<Opening />}>
        <UnlockView vault={vault} isRemote={!state.local} example={vaultPlace.path} onOpen={() => void again()} />
      </Suspense>
    );
  }
  // Whether there is a key is known in a moment; nobody waits longer for it.
  if (isAsked && vault.reachable && !isSlow) return <Opening />;
  return (
    <VaultWindow
      vault={vault}
      session={session}
      platform={platform}
      onLock={() => void lock()}
      onTry={() => void again()}
    />
  );
}

/**
 * Names of files and keys, and the keys that are open in this window, belong to one log-in and do not outlive it: in another tab somebody else
 * may log in at once.
 */
function BetweenLogIns({ onEmpty }: { onEmpty: () => void }) {
  const client = useQueryClient();
  const { keyMemory, transfers } = useServices();
  const empty = useEffectEvent(() => {
    keyMemory.clear();
    transfers.clear();
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== QUERY.state[0] });
    client.getMutationCache().clear();
    onEmpty();
  });
  useEffect(() => empty(), []);
  return <Opening />;
}

/** A session that ended elsewhere shows as an answer that says so: then the state is asked again. */
function useEndedElsewhere(): void {
  const client = useQueryClient();
  useEffect(() => {
    const look = (failed: unknown) => {
      if (failed instanceof ApiError && failed.code === 'unauthorized') {
        void client.invalidateQueries({ queryKey: QUERY.state });
      }
    };
    const stops = [
      client.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') look(event.action.error);
      }),
      client.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') look(event.action.error);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [client]);
}
