import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { listen } from '../api.ts';
import { ListRefresher } from '../data/list-refresher.ts';
import { QUERY } from '../data/queries.ts';
import { useServices } from '../data/services.tsx';

/** How often the vault is looked for: soon while it is gone. */
const LOOK_MS = { there: 30_000, gone: 5_000 };
/** A short silence, as while the computer wakes, is nobody's business. */
const PATIENCE_MS = 3_000;

/** Hears what changes while a session is open; answers whether Latchkey answers. */
export function useLive(isThere: boolean): boolean {
  const client = useQueryClient();
  const { transfers } = useServices();
  const [isHeard, setHeard] = useState(true);
  const [isAnswered, setAnswered] = useState(true);

  useEffect(() => {
    const lists = new ListRefresher(client);
    let stop = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      stop();
      stop = listen({
        transfer(view) {
          transfers.hear(view);
          if (view.state === 'done') void client.invalidateQueries({ queryKey: QUERY.keys });
        },
        files() {
          void lists.tell();
          // Counts of files, which only Keys shows: asked for when it is opened, not for each file of a thousand.
          void client.invalidateQueries({ queryKey: QUERY.keys, refetchType: 'none' });
        },
        connected(is) {
          clearTimeout(timer);
          // A browser tries again by itself after silence, but not after an answer that says no.
          if (!is) timer = setTimeout(start, LOOK_MS.gone);
          setHeard(is);
          if (is) void lists.listen();
          void client.invalidateQueries({ queryKey: QUERY.state });
        },
      });
    };
    start();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, transfers]);
  useEffect(() => {
    const timer = setTimeout(() => setAnswered(isHeard), isHeard ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isHeard]);
  useEffect(() => {
    const look = () => void client.invalidateQueries({ queryKey: QUERY.state });
    const timer = setInterval(look, isThere ? LOOK_MS.there : LOOK_MS.gone);
    return () => clearInterval(timer);
  }, [client, isThere]);
  return isAnswered;
}
