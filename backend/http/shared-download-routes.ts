import { resolve } from 'node:path';
import { ShareId, ShareIds, SharedDownload } from '../contract/shares.ts';
import { AddressList, TransferView } from '../contract/transfers.ts';
import { TransferError } from '../transfers/errors.ts';
import { TransferQueue, type QueueFile } from '../transfers/queue.ts';
import { downloadShare, placesOfShares } from '../transfers/shared-download.ts';
import { baseName } from '../vault/path.ts';
import type { ReceivedShare } from '../vault/received-shares.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { MAX_PREVIEW_BYTES, PICTURES } from './content-routes.ts';
import { DownloadStream, type OfferedFile } from './download-stream.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { StreamOffers } from './stream-offers.ts';

/** What others share, on its way out: into a folder of this computer, saved by a browser, or looked at. No key file is needed. */
export function sharedDownloadRoutes(routes: Routes, { desk, folder, nameRules }: AppDeps, offers: StreamOffers): void {
  const queue = new TransferQueue();

  routes.post(
    '/api/shares/downloads',
    { schema: { body: SharedDownload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const { vault, ended } = sessionOf(request);
      const { ids, to, force = false } = request.body;
      const shares = await vault.received.choose(ids, { signal: whileConnected(reply) });
      const root = resolve(folder, to);
      const left = new Map(placesOfShares(shares, root, nameRules).map(({ share, target }) => [share, target]));
      const bytes = sizeOf(shares);
      const transfer = { kind: 'download', name: nameOf(shares), place: root } as const;
      const view = desk.start(vault.accountId, transfer, ended, async (log) => {
        log.total(shares.length, bytes);
        log.goOn(shares.length - left.size, bytes - sizeOf([...left.keys()]));
        const file = ([share, target]: [ReceivedShare, string]): QueueFile => ({
          path: share.record.path,
          size: share.record.size,
          kept: 0,
          send: async (onBytes) => {
            await downloadShare(vault, share, target, { signal: log.signal, onBytes, force });
            left.delete(share);
          },
        });
        await queue.run(stream([...left].map(file)), log);
      });
      return reply.code(202).send(view);
    },
  );

  routes.post(
    '/api/shares/addresses',
    { schema: { body: ShareIds, response: answers(200, AddressList) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { received } = session.vault;
      const shares = await received.choose(request.body.ids, { signal: whileConnected(reply) });
      const offered = shares.map((share): OfferedFile => {
        const { path, size } = share.record;
        const open = (signal: AbortSignal) => ({ bytes: received.open(share, { signal }), close: () => undefined });
        return { path, size, open, found: async () => undefined };
      });
      return offers.begin(session, nameOf(shares), new DownloadStream(offered), offered);
    },
  );

  routes.get(
    '/api/shares/received/:id/content',
    { schema: { params: ShareId, hide: true } },
    async (request, reply) => {
      const { received } = sessionOf(request).vault;
      const signal = whileConnected(reply);
      const [share] = await received.choose([request.params.id], { signal });
      const { mediaType = '', size, path } = share!.record;
      if (!PICTURES.includes(mediaType))
        throw new TransferError('unusable', `${path} is no picture that can be shown here.`);
      if (size > MAX_PREVIEW_BYTES)
        throw new TransferError('too-large', `${path} is too large to be shown here. Download it.`);
      const body = received.open(share!, { signal });
      return reply.header('content-type', mediaType).header('content-length', size).send(body);
    },
  );
}

function sizeOf(shares: readonly ReceivedShare[]): number {
  return shares.reduce((sum, { record }) => sum + record.size, 0);
}

function nameOf(shares: readonly ReceivedShare[]): string {
  return shares.length === 1 ? baseName(shares[0]!.record.path) : `${shares.length} items`;
}

async function* stream(files: readonly QueueFile[]): AsyncGenerator<QueueFile> {
  yield* files;
}
