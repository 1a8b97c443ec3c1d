import { Type } from 'typebox';
import { MadeToken, NewToken, TokenId, TokenList, type TokenView } from '../contract/tokens.ts';
import { DEFAULT_TOKEN_MS, type ShownToken } from '../transfers/personal-tokens.ts';
import type { AppDeps } from './app.ts';
import { HttpError } from './http-error.ts';
import { logInOf } from './local-guard.ts';
import { guarded, logInLimit } from './log-in.ts';
import { answers, type Routes } from './routes.ts';
import type { LogIn } from './session-store.ts';

/** Tokens for scripts of the account that is logged in: made once its password was given again, listed, revoked. */
export function tokenRoutes(routes: Routes, deps: AppDeps): void {
  const { tokens, tokenSessions, homeVault, activity, now } = deps;

  const shown = ({ id, name, scope, created, expires, used }: ShownToken): TokenView => ({
    id,
    name,
    scope: [...scope],
    created: new Date(created).toISOString(),
    expires: new Date(expires).toISOString(),
    expired: expires <= now().getTime(),
    used: used === undefined ? null : new Date(used).toISOString(),
  });

  routes.get('/api/tokens', { schema: { response: answers(200, TokenList) } }, async (request) => {
    const own = await tokens.list(ownerOf(logInOf(request)));
    return { tokens: own.map(shown) };
  });

  routes.post(
    '/api/tokens',
    // The password could be guessed at here as at log-in.
    { config: { rateLimit: logInLimit }, schema: { body: NewToken, response: answers(201, MadeToken) } },
    async (request, reply) => {
      const { name, scope, lasts = DEFAULT_TOKEN_MS, password } = request.body;
      const by = logInOf(request);
      const { accountId, username } = by.vault;
      const opened = await guarded(deps, request, accountId, () => homeVault.logIn(username, password));
      const { text, token } = await tokens.make(opened.vault.id, opened.own.opened, { name, scope, lasts });
      activity.record({ by, kind: 'token-made', detail: token.name });
      return reply.code(201).send({ token: text, view: shown(token) });
    },
  );

  routes.delete(
    '/api/tokens/:id',
    { schema: { params: TokenId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const by = logInOf(request);
      const name = await tokens.revoke(ownerOf(by), request.params.id);
      if (name === undefined) throw new HttpError('no-such-route', 'There is no such token.');
      tokenSessions.end({ id: request.params.id });
      activity.record({ by, kind: 'token-revoked', detail: name });
      return reply.code(204).send(null);
    },
  );
}

/** The password is another one: its tokens end with the old one, and what they have under way. */
export async function endTokens({ tokens, tokenSessions }: AppDeps, { vault: { accountId, vault, own } }: LogIn) {
  await tokens.renew(vault.id, own.opened).finally(() => tokenSessions.end({ accountId }));
}

function ownerOf({ vault: { vault, accountId } }: LogIn) {
  return { vaultId: vault.id, accountId };
}
