import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';
import type { LocalToken } from './local-token.ts';
import type { Session, SessionStore } from './session-store.ts';

/**
 * Who may call a route. `local-session` (the default, so that no route is open by being forgotten): the local token and a log-in.
 * `local`: the local token; a log-in is known where there is one. `session`: a log-in by its header alone, for programs. `open`: anybody on this computer.
 */
export type Access = 'local-session' | 'local' | 'session' | 'open';

export const LOCAL_COOKIE = '__Host-latchkey-local';
export const SESSION_COOKIE = '__Host-latchkey-session';
export const LOCAL_HEADER = 'latchkey-local';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    session: Session | undefined;
    keyNames: ReadonlyMap<string, string> | undefined;
  }
}

export interface GuardDeps {
  readonly localToken: LocalToken;
  readonly sessions: SessionStore;
  /** Whether the other end of this connection belongs to this server's own user. */
  readonly isOwnUser: (request: FastifyRequest) => Promise<boolean>;
}

/** Refuses what does not come from this computer's own user through this address (docs/threat-model.md). */
export function guard(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest('session', undefined);
  app.decorateRequest('keyNames', undefined);
  app.addHook('onRequest', async (request) => {
    const authority = ownAuthority(request);
    refuseForeignOrigin(request, authority);
    if (!(await deps.isOwnUser(request))) {
      throw new HttpError(
        'foreign-user',
        'This server answers the user who started it, and no other user of this computer.',
      );
    }
    if (request.is404) return;
    const access = request.routeOptions.config.access ?? 'local-session';
    if (access === 'local' || access === 'local-session') requireLocal(request, deps.localToken);
    if (access === 'session') request.session = deps.sessions.require(headerToken(request));
    const token = headerToken(request) ?? request.cookies[SESSION_COOKIE];
    if (access === 'local') request.session = deps.sessions.find(token);
    if (access === 'local-session') request.session = deps.sessions.require(token);
  });
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

/**
 * The name this server was called by, which must be one of its own: a website whose name was pointed at this computer (DNS rebinding)
 * calls it by the website's.
 */
function ownAuthority(request: FastifyRequest): string {
  const { localAddress, localPort } = request.socket;
  const address =
    localAddress?.includes(':') && !localAddress.startsWith('::ffff:') ? `[${localAddress}]` : localAddress;
  const names = [address?.replace('::ffff:', ''), 'localhost'];
  // Callers leave the port out where it is the one of https.
  const own = names.flatMap((name) => [`${name}:${localPort}`, ...(localPort === 443 ? [`${name}`] : [])]);
  const host = request.headers.host?.toLowerCase();
  // A whole address in the request line would name a host of its own; nobody but a proxy is asked that way.
  if (host !== undefined && own.includes(host) && request.url.startsWith('/')) return host;
  throw new HttpError('foreign-host', 'This server does not go by that name.');
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
