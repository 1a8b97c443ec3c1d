import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Credentials } from '../contract/classic.ts';
import { LOCAL_COOKIE, LocalCode, NewSession, SessionId, SessionList, SessionView } from '../contract/session.ts';
import type { AppDeps } from './app.ts';
import { logIn, logInLimit } from './log-in.ts';
import { HttpError } from './http-error.ts';
import { sessionOf, SESSION_COOKIE } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** How the window gets in: a code for the local token, name and password for a session. */
export function sessionRoutes(routes: Routes, deps: AppDeps): void {
  const { localToken, sessions } = deps;

  routes.post(
    '/api/local',
    {
      config: { access: 'window', rateLimit: logInLimit },
      schema: { body: LocalCode, response: answers(204, Type.Null()) },
    },
    async (request, reply) => {
      const token = localToken.exchange(request.body.code);
      if (token === undefined)
        throw new HttpError('no-local-token', 'This code was used or is too old. Start Latchkey again.');
      return reply.setCookie(LOCAL_COOKIE, token, COOKIE).code(204).send(null);
    },
  );

  routes.post(
    '/api/sessions',
    {
      config: { access: 'local', rateLimit: logInLimit },
      schema: { body: Credentials, response: answers(201, NewSession) },
    },
    async (request, reply) => {
      const { token, session } = await logIn(deps, request, request.body.username, request.body.password);
      setSessionCookie(reply, token);
      return reply.code(201).send({ token, session: sessionView(deps, session, session) });
    },
  );

  routes.get('/api/sessions/current', { schema: { response: answers(200, SessionView) } }, async (request) => {
    const session = sessionOf(request);
    return sessionView(deps, session, session);
  });

  routes.get('/api/sessions', { schema: { response: answers(200, SessionList) } }, async (request) => {
    const current = sessionOf(request);
    return { sessions: sessions.of(current.vault.accountId).map((session) => sessionView(deps, session, current)) };
  });

  // For whoever runs the server, of all its accounts.
  routes.get(
    '/api/server/sessions',
    { config: { access: 'local' }, schema: { response: answers(200, SessionList) } },
    async () => ({ sessions: sessions.seen().map(({ session }) => sessionView(deps, session, undefined)) }),
  );
  routes.delete(
    '/api/server/sessions/:id',
    { config: { access: 'local' }, schema: { params: SessionId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const ended = sessions.seen().find(({ session }) => session.id === request.params.id)?.session;
      if (ended === undefined) throw new HttpError('no-such-route', 'There is no such session.');
      endSession(deps, ended, ended);
      return reply.code(204).send(null);
    },
  );

  routes.delete(
    '/api/sessions/:id',
    { schema: { params: SessionId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const current = sessionOf(request);
      const { id } = request.params;
      const ended = sessions
        .of(current.vault.accountId)
        .find((session) => session.id === (id === 'current' ? current.id : id));
      if (ended === undefined) throw new HttpError('no-such-route', 'There is no such session.');
      endSession(deps, ended, current);
      return reply.code(204).send(null);
    },
  );
}

/** A browser keeps the token where no script reads it. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, COOKIE);
}

/** Ends a log-in with all that hangs on it: its keys, its streams, its events. */
function endSession({ sessions, activity }: AppDeps, ended: Session, by: Session): void {
  activity.record({ by, kind: 'session-ended', detail: ended.client.device });
  sessions.end(ended.id);
}

/** A session as it is shown; its token is not in it. */
export function sessionView({ sessions, desk }: AppDeps, session: Session, current: Session | undefined): SessionView {
  const { accountId: account, username } = session.vault;
  const { device, address, side } = session.client;
  const { used = session.since } = sessions.seen(account).find((seen) => seen.session === session) ?? {};
  return {
    id: session.id,
    account,
    username,
    since: session.since.toISOString(),
    current: session === current,
    used: used.toISOString(),
    device,
    address,
    remote: side === 'remote',
    running: desk.runningOf(session.ended).map(({ kind, name }) => ({ kind, name })),
  };
}
