import { resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { AddressList, NewAddresses, NewDownload, TransferView } from '../contract/transfers.ts';
import { downloadFile } from '../transfers/download.ts';
import { TransferError } from '../transfers/errors.ts';
import { LocalPlaces, relativeTo } from '../transfers/local-name.ts';
import type { Catalog } from '../vault/catalog.ts';
import { VaultError } from '../vault/errors.ts';
import { baseName, parentOf, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';
import { MAX_ADDRESSES, SingleUse } from './single-use.ts';
import { logStep, type TransferLog } from './transfer-desk.ts';

/** A file, until a browser comes for it. Its key is the session's: an address is worth nothing once that ended. */
interface Offer {
  readonly session: Session;
  readonly file: CatalogFile;
}

/** What comes out of the vault: into a folder of this computer, or through addresses from which a browser saves. */
export function downloadRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, keyDesk, verifications } = deps;
  const offers = new SingleUse<Offer>(deps.now);

  routes.post(
    '/api/downloads',
    { schema: { body: NewDownload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault, ended } = session;
      const { to, key: choice, force, version } = request.body;
      const paths = request.body.paths.map(toVaultPath);
      const root = resolve(deps.folder, to);
      const key = await keyDesk.open(session, choice);
      const name = request.body.name ?? (paths.length === 1 ? baseName(paths[0]!) : `${paths.length} items`);
      const view = desk.start(vault.accountId, { kind: 'download', name, place: root }, ended, async (log) => {
        log.know(new Map([[key.id, key.name]]));
        try {
          await vault.catalog.refresh({ signal: log.signal });
          for (const { file, target } of targets(deps, vault.catalog, { paths, version, root }, log)) {
            await logStep(log, file.record.path, async () => {
              await downloadFile(vault, key, file, target, { signal: log.signal, onBytes: log.advance, force });
              await verifications.note(file.id);
            });
          }
        } finally {
          wipeKeyFile(key);
        }
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
      const key = await keyDesk.open(session, request.body.key);
      request.keyNames = new Map([[key.id, key.name]]);
      try {
        await vault.catalog.refresh({ signal: whileConnected(reply) });
        const files = request.body.paths.flatMap((path) =>
          chosen(vault.catalog, toVaultPath(path), request.body.version),
        );
        for (const file of files) vault.content.requireKey(file, key);
        if (files.length > MAX_ADDRESSES) {
          throw new TransferError('too-large', `At most ${MAX_ADDRESSES} files can be saved at once.`);
        }
        const addresses = files.map((file) => ({
          path: file.record.path,
          size: file.record.size,
          address: `/api/streams/${offers.offer({ session, file })}`,
        }));
        return { addresses };
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
      const offer = offers.take(request.params.name);
      const key = offer?.session.keys.get(offer.file.record.keyId);
      if (offer === undefined || key === undefined)
        throw new HttpError('no-such-route', 'This address was used, or is too old. Download again.');
      const { session, file } = offer;
      const signal = AbortSignal.any([whileConnected(reply), session.ended]);
      const body = session.vault.content.open(file, key, { signal });
      body.once('close', () => wipeKeyFile(key));
      body.once('end', () => void verifications.note(file.id).catch(() => undefined));
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-length', file.record.size)
        .header('content-disposition', attachment(baseName(file.record.path)))
        .send(body);
    },
  );
}

/** RFC 8187: what encodeURIComponent leaves of it that is no attr-char is encoded too. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}

/** The newest version of each file a path names, or one version of one path. */
function chosen(catalog: Catalog, path: VaultPath, version: string | undefined): CatalogFile[] {
  const files = catalog.select(path);
  if (version === undefined) return [...new Map(files.map((file) => [file.record.path, file])).values()];
  const one = files.find((file) => file.id === version);
  if (one === undefined) throw new VaultError('not-found', `${path} has no such version.`);
  return [one];
}

function targets(
  deps: AppDeps,
  catalog: Catalog,
  { paths, version, root }: { paths: readonly VaultPath[]; version: string | undefined; root: string },
  log: TransferLog,
) {
  const places = new LocalPlaces(deps.nameRules);
  return paths.flatMap((path) => {
    try {
      return chosen(catalog, path, version).map((file) => {
        log.expect(1, file.record.size);
        return { file, target: places.place(root, relativeTo(file.record.path, path), parentOf(path)) };
      });
    } catch (error) {
      log.fail(path, error);
      return [];
    }
  });
}
