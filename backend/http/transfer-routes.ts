import { Type } from 'typebox';
import { TransferId, TransferList, type TransferView } from '../contract/transfers.ts';
import type { AppDeps } from './app.ts';
import type { Side } from './caller.ts';
import { downloadRoutes } from './download-routes.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';
import { uploadRoutes } from './upload-routes.ts';

/** Transfers between this computer and the vault; they run on and are watched over /api/events. */
export function transferRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, sessions } = deps;
  /** Those of the account; for a token those that it began itself, from whichever address. */
  const transfersOf = (session: Session) => {
    if (session.scope === undefined) return desk.of(session.vault.accountId);
    return desk.of(session.vault.accountId, (ended) => sessions.by(ended)?.id === session.id);
  };
  uploadRoutes(routes, deps);
  downloadRoutes(routes, deps);

  for (const kind of ['upload', 'download', 'check', 'share'] as const) {
    routes.get(`/api/${kind}s`, { schema: { response: answers(200, TransferList) } }, async (request) => {
      const all = transfersOf(sessionOf(request));
      const { side } = request;
      return { transfers: all.filter((transfer) => transfer.kind === kind).map((view) => shownTo(side, view)) };
    });
    routes.delete(
      `/api/${kind}s/:id`,
      { schema: { params: TransferId, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const session = sessionOf(request);
        const { id } = request.params;
        const isOne = transfersOf(session).some((transfer) => transfer.id === id && transfer.kind === kind);
        if (!isOne || !desk.cancel(session.vault.accountId, id)) throw noSuchTransfer();
        return reply.code(204).send(null);
      },
    );
  }

  for (const what of ['pause', 'resume', 'retry'] as const) {
    routes.post(
      `/api/transfers/:id/${what}`,
      { schema: { params: TransferId, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const answer = desk[what](sessionOf(request).vault.accountId, request.params.id);
        if (answer === 'none') throw noSuchTransfer();
        if (answer === 'no') throw new HttpError('invalid-request', REFUSED[what]);
        return reply.code(204).send(null);
      },
    );
  }

  routes.delete(
    '/api/transfers/:id',
    { schema: { params: TransferId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const isGone = desk.forget(sessionOf(request).vault.accountId, request.params.id);
      if (isGone === undefined) throw noSuchTransfer();
      if (!isGone) throw new HttpError('invalid-request', 'This transfer is still under way. Cancel it first.');
      return reply.code(204).send(null);
    },
  );

  routes.delete(
    '/api/transfers/finished',
    { schema: { response: answers(204, Type.Null()) } },
    async (request, reply) => {
      desk.forgetFinished(sessionOf(request).vault.accountId);
      return reply.code(204).send(null);
    },
  );
}

/** A folder of this computer's disk is no business of another one, also where the same account began it here. */
export function shownTo(side: Side, view: TransferView): TransferView {
  return side === 'remote' && view.kind === 'download' ? { ...view, place: '' } : view;
}

const REFUSED = {
  pause: 'This transfer cannot be paused.',
  resume: 'This transfer cannot be resumed.',
  retry: 'The window that began this transfer has to begin it again.',
};

function noSuchTransfer(): HttpError {
  return new HttpError('no-such-route', 'There is no such transfer.');
}
