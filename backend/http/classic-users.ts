import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SealError } from '../../keys/errors.ts';
import { CreatedUser, Credentials, Health, LogInToken, NewUser } from '../contract/classic.ts';
import type { AppDeps } from './app.ts';
import { clientOf, networkOf } from './caller.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Log-ins a minute: far more than people make, far fewer than guessing needs. */
export const LOG_INS_A_MINUTE = 20;
/** One count for all callers here: a program of this computer has every address of 127.0.0.0/8 to call from. */
export const logInLimit = {
  max: LOG_INS_A_MINUTE,
  timeWindow: '1 minute',
  keyGenerator: (request: FastifyRequest) => (request.side === 'local' ? 'this computer' : networkOf(request)),
};

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
    '/user/logout',
    { config: { access: 'session' }, schema: { response: answers(204, Type.Null()) } },
    async (request, reply) => {
      sessions.end(sessionOf(request).id);
      return reply.code(204).send(null);
    },
  );
}

/** Opens an account and starts a session. @throws HttpError `wrong-password`, the same for a wrong name and a wrong password */
export async function logIn(
  { homeVault, sessions }: AppDeps,
  request: FastifyRequest,
  username: string,
  password: string,
) {
  try {
    return sessions.start(await homeVault.logIn(username, password), clientOf(request));
  } catch (error) {
    const { code } = error as { code?: unknown };
    const isWrong =
      (error instanceof SealError && code === 'wrong-password') ||
      code === 'invalid-name' ||
      code === 'password-length';
    if (!isWrong) throw error;
    throw new HttpError('wrong-password', 'The name or the password is wrong.');
  }
}
