import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Credentials } from '../contract/classic.ts';
import { LocalCode, NewSession, SessionId, SessionList, SessionView } from '../contract/session.ts';
import type { AppDeps } from './app.ts';
import { logIn, logInLimit } from './classic-users.ts';
import { HttpError } from './http-error.ts';
import { LOCAL_COOKIE, sessionOf, SESSION_COOKIE } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** How the window gets in: a code for the local token, name and password for a session. */
export function sessionRoutes(routes: Routes, deps: AppDeps): void {
  const { localToken, sessions } = deps;

  routes.post(
    '/api/local',
    {
      config: { access: 'open', rateLimit: logInLimit },
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
      return reply.code(201).send({ token, session: sessionView(session, session) });
    },
  );

  routes.get('/api/sessions/current', { schema: { response: answers(200, SessionView) } }, async (request) => {
    const session = sessionOf(request);
    return sessionView(session, session);
  });

  routes.get('/api/sessions', { schema: { response: answers(200, SessionList) } }, async (request) => {
    const current = sessionOf(request);
    return { sessions: sessions.of(current.vault.accountId).map((session) => sessionView(session, current)) };
  });

  routes.delete(
    '/api/sessions/:id',
    { schema: { params: SessionId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const current = sessionOf(request);
      const { id } = request.params;
      const own = sessions.of(current.vault.accountId).some((session) => session.id === id);
      if (id !== 'current' && !own) throw new HttpError('no-such-route', 'There is no such session.');
      sessions.end(id === 'current' ? current.id : id);
      return reply.code(204).send(null);
    },
  );
}

/** A browser keeps the token where no script reads it. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, COOKIE);
}

/** A session as it is shown; its token is not in it. */
export function sessionView(session: Session, current: Session) {
  const { accountId: account, username } = session.vault;
  return { id: session.id, account, username, since: session.since.toISOString(), current: session === current };
}
