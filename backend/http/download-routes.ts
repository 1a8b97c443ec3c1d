import { resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { AddressList, NewAddresses, NewDownload, TransferView } from '../contract/transfers.ts';
import { chosenFiles } from '../transfers/queue-download.ts';
import { baseName, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { DownloadStream, offeredFile } from './download-stream.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import { sharedDownloadRoutes } from './shared-download-routes.ts';
import { StreamOffers } from './stream-offers.ts';

/** What comes out of the vault: into a folder of this computer, or through addresses from which a browser saves. */
export function downloadRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, kept, keyDesk, verifications } = deps;
  const offers = new StreamOffers(desk);
  sharedDownloadRoutes(routes, deps, offers);

  routes.post(
    '/api/downloads',
    { schema: { body: NewDownload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { to, key: choice, force = false, version = null } = request.body;
      const paths = request.body.paths.map(toVaultPath);
      const key = await keyDesk.open(session, choice);
      wipeKeyFile(key);
      const view = await kept.begin(session, {
        kind: 'download',
        name: request.body.name ?? nameOf(paths),
        place: resolve(deps.folder, to),
        paths,
        version,
        force,
        key_id: key.id,
        suite: null,
        exponent: null,
      });
      return reply.code(202).send(view);
    },
  );

  routes.post(
    '/api/downloads/addresses',
    { schema: { body: NewAddresses, response: answers(200, AddressList) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault } = session;
      const { key: choice, version } = request.body;
      const paths = request.body.paths.map(toVaultPath);
      const key = await keyDesk.open(session, choice);
      request.keyNames = new Map([[key.id, key.name]]);
      try {
        await vault.catalog.refresh({ signal: whileConnected(reply) });
        const files = paths.flatMap((path) => chosenFiles(vault.catalog, path, version));
        for (const file of files) vault.content.requireKey(file, key);
        const found = ({ id }: CatalogFile) => verifications.note(id);
        const { keys, over } = keyDesk.keysFor(session, key);
        const offered = files.map((file) => offeredFile({ vault, keys }, file, found));
        const stream = new DownloadStream(offered, request.keyNames);
        return offers.begin(session, request.body.name ?? nameOf(paths), stream, offered, over);
      } finally {
        wipeKeyFile(key);
      }
    },
  );

  // The address is the right to it: a browser saves by itself, with whatever cookies it has.
  routes.get(
    '/api/streams/:name',
    {
      config: { access: 'local' },
      schema: { hide: true, params: Type.Object({ name: Type.String({ maxLength: 64 }) }) },
    },
    async (request, reply) => {
      const { file, body } = offers.open(request.params.name, request.session, whileConnected(reply));
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-length', file.size)
        .header('content-disposition', attachment(baseName(file.path)))
        .send(body);
    },
  );
}

/** What a transfer is called where nobody said: its only item, or how many it has. */
export function nameOf(paths: readonly VaultPath[]): string {
  return paths.length === 1 ? baseName(paths[0]!) : `${paths.length} items`;
}

/** RFC 8187: what encodeURIComponent leaves of it that is no attr-char is encoded too. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}
