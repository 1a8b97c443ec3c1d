import type { FastifyReply } from 'fastify';
import type { TransferView } from '../contract/transfers.ts';
import type { AppDeps } from './app.ts';
import { ListingWatch } from './listing-watch.ts';
import { sessionOf } from './local-guard.ts';
import type { Routes } from './routes.ts';
import { shownTo } from './transfer-routes.ts';

/** Progress is told at most this often for one listener: faster than eyes, slower than disks. */
const TELL_MS = 100;
/** Whoever shows the list asks for all of it again: small files go in faster than that. */
const TELL_FILES_MS = 500;

/** Server-sent events of the account: `transfer` with the whole of one each time it changed, `files` when its list of files did. */
export function eventRoutes(routes: Routes, { desk, news }: AppDeps): void {
  const listing = new ListingWatch();
  routes.get(
    '/api/events',
    { sse: 'only', config: { isWatch: true }, schema: { hide: true }, preSerialization: sayRefusal },
    async (request, reply) => {
      const { vault, ended } = sessionOf(request);
      const pending = new Map<string, TransferView>();
      let timer: NodeJS.Timeout | undefined;
      // A listener that went away is closed by the plugin; one that does not read is waited for, and nothing piles up for it.
      const say = (event: string, data: unknown) => reply.sse.send({ event, data }).catch(() => undefined);
      const tell = async () => {
        for (const [id, view] of pending) {
          pending.delete(id);
          await say('transfer', shownTo(request.side, view));
        }
        timer = undefined;
      };
      const stop = desk.watch(vault.accountId, (view) => {
        pending.set(view.id, view);
        timer ??= setTimeout(() => void tell(), TELL_MS);
      });
      let filesTimer: NodeJS.Timeout | undefined;
      const tellFiles = async () => {
        filesTimer = undefined;
        await say('files', {});
      };
      const stopNews = news.watch(vault.accountId, () => {
        filesTimer ??= setTimeout(() => void tellFiles(), TELL_FILES_MS);
      });
      const stopLooking = listing.begin(vault.catalog);
      const close = () => reply.sse.close();
      reply.sse.keepAlive();
      ended.addEventListener('abort', close, { once: true });
      reply.sse.onClose(() => {
        stop();
        stopNews();
        stopLooking();
        clearTimeout(timer);
        clearTimeout(filesTimer);
        ended.removeEventListener('abort', close);
      });
      for (const view of desk.of(vault.accountId)) await say('transfer', shownTo(request.side, view));
      await say('ready', {});
    },
  );
}

/** The plugin refuses who takes no events with a body of its own form. */
async function sayRefusal(_: unknown, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode !== 406) return payload;
  return { code: 'invalid-request', message: 'This is a stream of events: accept text/event-stream.' };
}
