import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { LinkId } from '../contract/link-page.ts';
import { LinkList, LinkServer, MadeLink, NewLink, type LinkView } from '../contract/links.ts';
import { detailOf } from '../transfers/activity.ts';
import { linkAddress, parseServer } from '../vault/link-address.ts';
import { toVaultPath } from '../vault/path.ts';
import type { OwnLink } from '../vault/links.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Download links of the account that is logged in: make, list, withdraw, and where they point. */
export function linkRoutes(
  routes: Routes,
  { keyDesk, linkMemory, linkServers, news, work, activity, entry }: AppDeps,
): void {
  routes.post('/api/links', { schema: { body: NewLink, response: answers(201, MadeLink) } }, async (request, reply) => {
    const session = sessionOf(request);
    const { vault } = session;
    const { paths, key: choice, downloads, lasts, password } = request.body;
    const known = await linkServers.get(vault.vault.id);
    if (known === null && entry === 'shell') throw nobodyElse();
    const key = await keyDesk.open(session, choice);
    request.keyNames = new Map([[key.id, key.name]]);
    const signal = whileConnected(reply);
    try {
      await vault.catalog.refresh({ signal });
      const link = { paths: paths.map(toVaultPath), keyFile: key, downloads, lasts, password, work, signal };
      const act = { by: session, kind: 'link', detail: detailOf(paths) } as const;
      const made = await activity.during(act, () => vault.links.create(link));
      const server = known ?? `https://${request.headers.host}`;
      return await reply.code(201).send({ id: made.id, address: linkAddress(server, made) });
    } finally {
      wipeKeyFile(key);
      // Records may have got the digest of their content.
      news.tell(vault.accountId);
    }
  });

  routes.get('/api/links', { schema: { response: answers(200, LinkList) } }, async (request, reply) => {
    const { vault } = sessionOf(request);
    const links = await vault.links.list({ signal: whileConnected(reply) });
    // Whoever calls from elsewhere has come by an address that others can reach as well.
    const here = request.side === 'remote' ? `https://${request.headers.host}` : null;
    return { links: links.map(linkView), server: (await linkServers.get(vault.vault.id)) ?? here };
  });

  routes.delete(
    '/api/links/:id',
    { schema: { params: LinkId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const by = sessionOf(request);
      const { names } = await by.vault.links.withdraw(request.params.id);
      await linkMemory.withdrawn(by.vault.vault.id, request.params.id);
      activity.record({ by, kind: 'link-withdrawn', detail: names.join(', ') });
      return reply.code(204).send(null);
    },
  );

  routes.put(
    '/api/links/server',
    { schema: { body: LinkServer, response: answers(200, LinkServer) } },
    async (request) => {
      const { vault } = sessionOf(request).vault;
      const address = request.body.address && originOf(request.body.address);
      await linkServers.keep(vault.id, address);
      return { address };
    },
  );
}

/** The native shell's server answers its own window, so a link to it would open for nobody. */
function nobodyElse(): HttpError {
  return new HttpError(
    'invalid-request',
    'Give the address of a Latchkey server that others reach, for links to point at.',
  );
}

/** @throws HttpError `invalid-request` */
function originOf(text: string): string {
  const server = parseServer(text);
  if (server !== undefined) return server;
  throw new HttpError('invalid-request', 'Give the server’s address as https://name or https://name:port.');
}

function linkView({ made, expiry, isProtected, ...link }: OwnLink): LinkView {
  const { id, names, count, bytes, downloads, used, state } = link;
  const times = { made: new Date(made).toISOString(), expiry: new Date(expiry).toISOString() };
  return { id, names: [...names], count, bytes, downloads, used, state, protected: isProtected, ...times };
}
