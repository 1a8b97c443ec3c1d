import { Type } from 'typebox';
import { AccountDetails, CreatedUser, Credentials, Health, LogInToken, NewUser } from '../contract/classic.ts';
import { accountSince } from '../vault/account.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { sessionOf } from './local-guard.ts';
import { logIn, logInLimit } from './log-in.ts';
import { answers, type Routes } from './routes.ts';

/** Health, and accounts as programs have always asked for them. */
export function classicUserRoutes(routes: Routes, deps: AppDeps): void {
  const { homeVault, sessions } = deps;

  routes.get('/healthcheck', { config: { access: 'open' }, schema: { response: answers(200, Health) } }, async () => {
    return { status: 'ok' as const };
  });

  routes.post(
    '/user/create',
    {
      config: { access: 'open', rateLimit: logInLimit },
      schema: { body: NewUser, response: answers(201, CreatedUser) },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const { accountId } = await homeVault.createAccount(username, password);
      return reply.code(201).send({ id: accountId });
    },
  );

  routes.post(
    '/user/login',
    {
      config: { access: 'open', rateLimit: logInLimit },
      schema: { body: Credentials, response: answers(200, LogInToken) },
    },
    async (request) => {
      const { username, password } = request.body;
      return { token: (await logIn(deps, request, username, password)).token };
    },
  );

  routes.post(
    '/user/details',
    { config: { access: 'session' }, schema: { response: answers(200, AccountDetails) } },
    async (request, reply) => {
      const { vault, accountId, username, people, catalog } = sessionOf(request).vault;
      await catalog.refresh({ signal: whileConnected(reply) });
      const { fingerprint, words } = people.self();
      const files = catalog.index('live').newest();
      return {
        id: accountId,
        username,
        created: (await accountSince(vault, accountId))?.toISOString() ?? null,
        fingerprint,
        words,
        files: files.length,
        bytes: files.reduce((sum, { record }) => sum + record.size, 0),
        trashed: catalog.index('trash').newest().length,
      };
    },
  );

  routes.post(
    '/user/logout',
    { config: { access: 'session' }, schema: { response: answers(204, Type.Null()) } },
    async (request, reply) => {
      sessions.end(sessionOf(request).id);
      return reply.code(204).send(null);
    },
  );
}
