import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LOCAL_COOKIE } from '../contract/session.ts';
import { isTokenText } from '../vault/personal-token.ts';
import { sideOf, type Side } from './caller.ts';
import { boundBody } from './connection.ts';
import { HttpError } from './http-error.ts';
import type { LocalToken } from './local-token.ts';
import { ownAuthority, type OwnNames } from './own-names.ts';
import { type Reachable, REMOTE_ROUTES } from './remote-routes.ts';
import type { LogIn, Session, SessionStore } from './session-store.ts';
import { TOKEN_ROUTES } from './token-scopes.ts';
import type { TokenSessions } from './token-sessions.ts';

/**
 * Who may call a route. `local-session` (the default, so that no route is open by being forgotten): the local token and a log-in.
 * `local`: the local token; a log-in is known where there is one. `session`: a log-in by its header alone, for programs. `open`: anybody on this computer.
 * `window`: what a browser asks for before it has the token, which is open where windows are browsers (`Entry`).
 * What other computers may ask stands in remote-routes.ts, and what a token for scripts may in token-scopes.ts: whoever shows one is judged by that alone.
 */
export type Access = 'local-session' | 'local' | 'session' | 'window' | 'open';

/**
 * How a window gets the local token. `code`: a browser brings a code, for which the window's files and the exchange have to be open. `shell`: the
 * native shell gives it to its window before the first request, so nothing has to be (docs/decisions/0015).
 */
export type Entry = 'code' | 'shell';

export const SESSION_COOKIE = '__Host-latchkey-session';
export const LOCAL_HEADER = 'latchkey-local';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** It is open for as long as a window is: no use of the log-in it belongs to. */
    isWatch?: boolean;
  }
  interface FastifyRequest {
    session: Session | undefined;
    side: Side;
    keyNames: ReadonlyMap<string, string> | undefined;
    /** Called when its body is there, or bytes are taken as they come. */
    bodyCame: () => void;
  }
}

export interface GuardDeps {
  readonly entry: Entry;
  readonly localToken: LocalToken;
  readonly sessions: SessionStore;
  readonly tokenSessions: Pick<TokenSessions, 'admit' | 'confirm'>;
  /** What other computers call this one; undefined where none are served. */
  readonly names?: OwnNames | undefined;
  /** Whether the other end of this connection belongs to this server's own user. */
  readonly isOwnUser: (request: FastifyRequest) => Promise<boolean>;
}

/** Refuses what comes neither from this computer's own user nor, where others are served, from another computer as it may (docs/threat-model.md). */
export function guard(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest('session', undefined);
  app.decorateRequest('keyNames', undefined);
  app.decorateRequest('side', 'local');
  app.decorateRequest('bodyCame', nothing);
  app.addHook('onRequest', async (request, reply) => {
    request.side = sideOf(request);
    if (request.side === 'remote') request.bodyCame = boundBody(reply);
    const authority = ownAuthority(request, request.side, deps.names);
    refuseForeignOrigin(request, authority);
    if (request.headers.upgrade !== undefined)
      throw new HttpError('invalid-request', 'This server speaks HTTP and changes to nothing else.');
    if (request.side === 'remote') return admitRemote(request, deps);
    if (!(await deps.isOwnUser(request))) throw foreignUser();
    if (!request.is404) await admitLocal(request, deps);
  });
  app.addHook('onRequest', async ({ session, routeOptions }, { raw }) => {
    if (session !== undefined && routeOptions.config.isWatch !== true)
      raw.once('close', deps.sessions.begin(session.ended));
  });
  app.addHook('preValidation', async (request) => request.bodyCame());
  // The body may have taken its time.
  app.addHook('preHandler', async (request) => confirm(request, deps));
}

function nothing(): void {}

/**
 * That whoever asks may still do so: a log-in or token may have ended since the request began. To be asked again before what was sent is kept.
 * @throws HttpError `unauthorized`
 */
export async function confirm({ session }: FastifyRequest, { sessions, tokenSessions }: GuardDeps): Promise<void> {
  if (session === undefined) return;
  if (session.scope === undefined) sessions.confirm(session);
  else await tokenSessions.confirm(session);
}

/** Bytes that somebody sends, for as long as they may; they are whole only where they still might at the end. */
export async function* confirmed<T>(
  bytes: AsyncIterable<T>,
  request: FastifyRequest,
  deps: GuardDeps,
): AsyncGenerator<T> {
  for await (const chunk of bytes) {
    if (request.session?.ended.aborted === true) break;
    yield chunk;
  }
  await confirm(request, deps);
}

async function admitLocal(request: FastifyRequest, deps: GuardDeps): Promise<void> {
  const { localToken, sessions, entry } = deps;
  const access = request.routeOptions.config.access ?? 'local-session';
  const isOpen = access === 'open' || (access === 'window' && entry === 'code');
  if (isByToken(request)) return admitToken(request, deps, isOpen ? 'open' : 'session');
  if (!isOpen && access !== 'session') requireLocal(request, localToken);
  if (access === 'session') request.session = sessions.require(headerToken(request), 'local');
  const token = headerToken(request) ?? request.cookies[SESSION_COOKIE];
  if (access === 'local') request.session = sessions.find(token, 'local');
  if (access === 'local-session') request.session = sessions.require(token, 'local');
}

/** Another computer proves itself by a log-in alone; the local token is worth nothing there. */
async function admitRemote(request: FastifyRequest, deps: GuardDeps): Promise<void> {
  const { names, sessions } = deps;
  if (names === undefined) throw foreignUser();
  if (request.is404) return;
  const { config, url } = request.routeOptions;
  const reachable = REMOTE_ROUTES[`${request.method} ${url}`] ?? 'refused';
  if (reachable === 'refused') throw localOnly();
  if (isByToken(request)) return admitToken(request, deps, reachable);
  // Programs' endpoints take no cookie (they are not told apart from a website's by one).
  const token = headerToken(request) ?? (config.access === 'session' ? undefined : request.cookies[SESSION_COOKIE]);
  request.session = reachable === 'session' ? sessions.require(token, 'remote') : sessions.find(token, 'remote');
}

/** A token stands in the header alone, which no website and no browser sends by itself; it needs no local token. */
function isByToken(request: FastifyRequest): boolean {
  return isTokenText(headerToken(request) ?? '');
}

/** @param reachable how the route is reached without a token: what is open to tokens may want somebody known where it is not open to anybody */
async function admitToken(request: FastifyRequest, { tokenSessions }: GuardDeps, reachable: Reachable): Promise<void> {
  const needed = TOKEN_ROUTES[`${request.method} ${request.routeOptions.url}`] ?? 'refused';
  if (needed === 'open' && reachable === 'open') return;
  const session = await tokenSessions.admit(headerToken(request) ?? '', request);
  if (needed === 'refused') throw outOfScope('This is not for tokens. Log in for it.');
  if (needed !== 'open' && session.scope?.includes(needed) !== true)
    throw outOfScope(`This token may not do this: it lacks the scope "${needed}".`);
  request.session = session;
}

function outOfScope(sentence: string): HttpError {
  return new HttpError('out-of-scope', sentence);
}

/** The log-in of a route that is for people alone. @throws HttpError `out-of-scope` */
export function logInOf(request: FastifyRequest): LogIn {
  const session = sessionOf(request);
  if (session.scope === undefined) return session as LogIn;
  throw outOfScope('This is not for tokens. Log in for it.');
}

function foreignUser(): HttpError {
  return new HttpError(
    'foreign-user',
    'This server answers the user who started it, and no other user of this computer.',
  );
}

/** What names places of the server's disk, or is its owner's business. */
export function localOnly(): HttpError {
  return new HttpError('local-only', 'This is done on the computer that Latchkey runs on.');
}

/** @throws HttpError `local-only` where another computer names a place of this one's disk */
export function refusePlaces({ side }: Pick<FastifyRequest, 'side'>, ...places: readonly unknown[]): void {
  if (side === 'remote' && places.some((place) => place !== undefined)) throw localOnly();
}

/** The session of a route that asks for one. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === undefined) throw new HttpError('unauthorized', 'Log in first.');
  return request.session;
}

/** `Authorization: Bearer TOKEN`, or a bare TOKEN as old programs send it. */
function headerToken(request: FastifyRequest): string | undefined {
  return request.headers.authorization?.replace(/^Bearer\s+/i, '').trim();
}

function refuseForeignOrigin(request: FastifyRequest, authority: string): void {
  const { origin, cookie } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const refusal = new HttpError('foreign-origin', 'Another website asked for this. It was refused.');
  if (origin !== undefined && origin !== `https://${authority}`) throw refusal;
  // A page that opens this address as a document comes from elsewhere rightly; everything else it would ask for does not.
  const isDocument = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && isPage(request);
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isDocument) throw refusal;
  // Cookies are sent by themselves: what changes something must show where it comes from.
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  const isBrowser = cookie !== undefined && request.headers.authorization === undefined;
  if (changes && isBrowser && origin === undefined && site !== 'same-origin') throw refusal;
}

function isPage(request: FastifyRequest): boolean {
  return request.url === '/' || request.url === '/index.html' || /^\/d\/[0-9a-f]{32}(\?|$)/.test(request.url);
}

function requireLocal(request: FastifyRequest, localToken: LocalToken): void {
  const header = request.headers[LOCAL_HEADER];
  const given = typeof header === 'string' ? header : request.cookies[LOCAL_COOKIE];
  if (localToken.matches(given)) return;
  throw new HttpError('no-local-token', 'This is for the Latchkey window on this computer.');
}
