import type { TransferView } from '../contract/transfers.ts';
import type { AppDeps } from './app.ts';
import { sessionOf } from './local-guard.ts';
import type { Routes } from './routes.ts';

/** Progress is told at most this often for one listener: faster than eyes, slower than disks. */
const TELL_MS = 100;

/** Server-sent events of the account's transfers: `transfer` with the whole of one each time it changed. */
export function eventRoutes(routes: Routes, { desk }: AppDeps): void {
  routes.get('/api/events', { sse: 'only', schema: { hide: true } }, async (request, reply) => {
    const { vault, ended } = sessionOf(request);
    const pending = new Map<string, TransferView>();
    let timer: NodeJS.Timeout | undefined;
    const tell = () => {
      timer = undefined;
      for (const [id, view] of pending) {
        pending.delete(id);
        // A listener that went away is closed by the plugin; nothing is kept for it.
        void reply.sse.send({ event: 'transfer', data: view }).catch(() => undefined);
      }
    };
    const stop = desk.watch(vault.accountId, (view) => {
      pending.set(view.id, view);
      timer ??= setTimeout(tell, TELL_MS);
    });
    reply.sse.keepAlive();
    ended.addEventListener('abort', () => reply.sse.close(), { once: true });
    reply.sse.onClose(() => {
      stop();
      clearTimeout(timer);
    });
    for (const view of desk.of(vault.accountId)) await reply.sse.send({ event: 'transfer', data: view });
    await reply.sse.send({ event: 'ready', data: {} });
  });
}
