import { resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { AddressList, NewAddresses, NewDownload, TransferView } from '../contract/transfers.ts';
import { TransferError } from '../transfers/errors.ts';
import { chosenFiles } from '../transfers/queue-download.ts';
import { baseName, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { DownloadStream, tooLate } from './download-stream.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import { MAX_ADDRESSES, SingleUse } from './single-use.ts';

/** What comes out of the vault: into a folder of this computer, or through addresses from which a browser saves. */
export function downloadRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, kept, keyDesk, verifications } = deps;
  /** Files of downloads, until a browser comes for them. */
  const offers = new SingleUse<{
    readonly stream: DownloadStream;
    readonly index: number;
    readonly accountId: string;
  }>();

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
      });
      return reply.code(202).send(view);
    },
  );

  routes.post(
    '/api/downloads/addresses',
    { schema: { body: NewAddresses, response: answers(200, AddressList) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault, ended } = session;
      const { key: choice, version } = request.body;
      const paths = request.body.paths.map(toVaultPath);
      const key = await keyDesk.open(session, choice);
      request.keyNames = new Map([[key.id, key.name]]);
      try {
        await vault.catalog.refresh({ signal: whileConnected(reply) });
        const files = paths.flatMap((path) => chosenFiles(vault.catalog, path, version));
        for (const file of files) vault.content.requireKey(file, key);
        if (files.length > MAX_ADDRESSES) {
          throw new TransferError('too-large', `At most ${MAX_ADDRESSES} files can be saved at once.`);
        }
        const found = ({ id }: CatalogFile) => verifications.note(id);
        const stream = new DownloadStream({ session, keyNames: request.keyNames, found }, files);
        const names = files.map((_, index) => offers.offer({ stream, index, accountId: vault.accountId }));
        const transfer = { kind: 'download', name: request.body.name ?? nameOf(paths), place: '' } as const;
        const view = desk.start(vault.accountId, transfer, ended, async (log) => {
          await stream.run(log).finally(() => names.forEach((one) => offers.take(one)));
        });
        const addresses = files.map(({ record: { path, size } }, index) => ({
          path,
          size,
          address: `/api/streams/${names[index]}`,
        }));
        return { transfer: view.id, addresses };
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
      const isOthers = request.session !== undefined && request.session.vault.accountId !== offer?.accountId;
      if (offer === undefined || isOthers) throw tooLate();
      const { file, body } = offer.stream.open(offer.index, whileConnected(reply));
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-length', file.record.size)
        .header('content-disposition', attachment(baseName(file.record.path)))
        .send(body);
    },
  );
}

/** What a transfer is called where nobody said: its only item, or how many it has. */
function nameOf(paths: readonly VaultPath[]): string {
  return paths.length === 1 ? baseName(paths[0]!) : `${paths.length} items`;
}

/** RFC 8187: what encodeURIComponent leaves of it that is no attr-char is encoded too. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}
