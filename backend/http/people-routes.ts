import { Type } from 'typebox';
import { Acceptance, NewPassword, PeopleList, PersonQuery, PersonView } from '../contract/people.ts';
import type { Person } from '../vault/people.ts';
import type { AppDeps } from './app.ts';
import { logInOf, sessionOf } from './local-guard.ts';
import { guarded, logInLimit } from './log-in.ts';
import { answers, type Routes } from './routes.ts';
import { endTokens } from './token-routes.ts';

/** Accounts of the vault: their fingerprints, and the password of one's own. */
export function peopleRoutes(routes: Routes, deps: AppDeps): void {
  const { homeVault, activity, tokens, rotations } = deps;

  routes.get(
    '/api/people/one',
    { schema: { querystring: PersonQuery, response: answers(200, PersonView) } },
    async (request) => {
      const { people, own } = sessionOf(request).vault;
      const { username, id } = request.query;
      if (username !== undefined) return personView(await people.find(username));
      await own.refresh();
      return personView(id === undefined ? people.self() : await people.get(id));
    },
  );

  routes.get('/api/people', { schema: { response: answers(200, PeopleList) } }, async (request) => {
    const { people, own } = sessionOf(request).vault;
    await own.refresh();
    return { people: people.known().map(({ id, username = null, words }) => ({ id, username, words })) };
  });

  routes.post(
    '/api/people/accept',
    { schema: { body: Acceptance, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { id, fingerprint, username } = request.body;
      const { people, own, vault } = logInOf(request).vault;
      await people.accept(id, fingerprint, username);
      await tokens.renew(vault.id, own.opened);
      return reply.code(204).send(null);
    },
  );

  routes.post(
    '/api/account/password',
    // The current password could be guessed at here as at log-in.
    { config: { rateLimit: logInLimit }, schema: { body: NewPassword, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { current, next, rotateNames = false } = request.body;
      const by = logInOf(request);
      await guarded(deps, request, by.vault.accountId, () => homeVault.changePassword(by.vault, current, next));
      await endTokens(deps, by);
      activity.record({ by, kind: 'password-changed' });
      // The password is changed, whatever becomes of this.
      if (rotateNames) await rotations.begin(by);
      return reply.code(204).send(null);
    },
  );
}

function personView({ id, username, fingerprint, words, standing, knownWords }: Person): PersonView {
  return { id, username: username ?? null, fingerprint, words, standing, knownWords: knownWords ?? null };
}
