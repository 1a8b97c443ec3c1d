import { basename } from 'node:path';
import { SealError } from '../../keys/errors.ts';
import { NewSession } from '../contract/session.ts';
import { NewVault, StateView } from '../contract/state.ts';
import { toBucketAddress } from '../buckets/address.ts';
import { placeOf } from '../buckets/place.ts';
import { isS3Address } from '../buckets/s3-address.ts';
import type { HomeSettings } from '../state/home.ts';
import { keyPlaces, vaultPlace } from '../state/offered-places.ts';
import { nameRulesOf } from '../transfers/local-name.ts';
import type { AppDeps } from './app.ts';
import { clientOf } from './caller.ts';
import { logInLimit } from './log-in.ts';
import { HttpError } from './http-error.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';
import { sessionView, setSessionCookie } from './session-routes.ts';

/** What the window asks first, and the vault it makes or joins. */
export function stateRoutes(routes: Routes, deps: AppDeps): void {
  const { home, reach, userFolder, platform, sessions } = deps;

  routes.get(
    '/api/state',
    { config: { access: 'local' }, schema: { response: answers(200, StateView) } },
    async (request) => {
      const { session } = request;
      if (request.side === 'remote') return remoteState(session);
      const settings = await home.settings();
      return {
        local: true,
        platform: nameRulesOf(platform),
        vault: settings === undefined ? null : await vaultView(settings),
        session: session === undefined ? null : sessionView(deps, session, session),
        vaultPlace: await vaultPlace(userFolder),
        keyPlaces: await keyPlaces(userFolder, platform),
      };
    },
  );

  /** Another computer is told nothing of this one's disk, and before a log-in nothing of the vault. */
  async function remoteState(session: Session | undefined) {
    const unknown = {
      name: 'Latchkey',
      place: '',
      user: '',
      storage: 'folder',
      reachable: true,
      since: null,
      fault: null,
    } as const;
    const settings = session && (await home.settings());
    const view = settings && { ...(await vaultView(settings)), user: session.vault.username };
    return {
      local: false,
      platform: nameRulesOf(platform),
      vault: view === undefined ? unknown : { ...view, place: view.storage === 'folder' ? view.name : view.place },
      session: session === undefined ? null : sessionView(deps, session, session),
      vaultPlace: { kind: 'computer' as const, path: '', label: '', freeBytes: 0 },
      keyPlaces: [],
    };
  }

  async function vaultView({ bucket, user }: HomeSettings) {
    const lost = await reach.look(bucket);
    const place = placeOf(bucket);
    return {
      name: basename(place),
      place,
      storage: isS3Address(bucket) ? ('bucket' as const) : ('folder' as const),
      user,
      reachable: lost === undefined,
      since: lost?.since.toISOString() ?? null,
      fault: lost?.fault ?? null,
    };
  }

  routes.post(
    '/api/vault',
    {
      config: { access: 'local', rateLimit: logInLimit },
      schema: { body: NewVault, response: answers(201, NewSession) },
    },
    async (request, reply) => {
      const { place, access, join, newName = false, username, password } = request.body;
      const bucket = toBucketAddress(place, deps.folder);
      const opened = await deps.homeVault
        .adopt({ bucket, access, join, newName }, username, password)
        .catch((error: unknown) => {
          const isWrong = error instanceof SealError && error.code === 'wrong-password';
          throw isWrong ? new HttpError('wrong-password', 'The name or the password is wrong.') : error;
        });
      const { token, session } = sessions.start(opened, clientOf(request));
      deps.activity.record({ by: session, kind: 'log-in' });
      await deps.knownAccounts.meet(opened.accountId, opened.username);
      setSessionCookie(reply, token);
      return reply.code(201).send({ token, session: sessionView(deps, session, session) });
    },
  );
}
