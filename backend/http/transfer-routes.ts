import { resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { NewDownload, NewUpload, TransferId, TransferList, TransferView } from '../contract/transfers.ts';
import { downloadFile } from '../transfers/download.ts';
import { LocalPlaces, relativeTo } from '../transfers/local-name.ts';
import { findSources, isFault } from '../transfers/source.ts';
import { uploadFile } from '../transfers/upload.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { toVaultFolder, toVaultPath } from '../vault/path.ts';
import type { AppDeps } from './app.ts';
import { keyAt } from './disk-place.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { TransferLog } from './transfer-desk.ts';

/** Uploads and downloads between this computer's disk and the vault; they run on and are watched over /api/events. */
export function transferRoutes(routes: Routes, deps: AppDeps): void {
  const { desk } = deps;

  routes.post(
    '/api/uploads',
    { schema: { body: NewUpload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const { vault, ended } = sessionOf(request);
      const { paths, to, key } = request.body;
      const folder = toVaultFolder(to);
      const keyFile = await keyAt(deps, key.path, key.passphrase);
      const view = desk.start(vault.accountId, 'upload', ended, async (log) => {
        try {
          await vault.catalog.refresh({ signal: log.signal });
          for (const path of paths) {
            for await (const found of findSources(resolve(deps.folder, path), folder)) {
              await step(log, isFault(found) ? found.localPath : found.path, async () => {
                if (isFault(found)) throw found.error;
                log.expect(found.size);
                await uploadFile(vault, keyFile, found, { signal: log.signal, onBytes: log.advance });
              });
            }
          }
        } finally {
          wipeKeyFile(keyFile);
        }
      });
      return reply.code(202).send(view);
    },
  );

  routes.post(
    '/api/downloads',
    { schema: { body: NewDownload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const { vault, ended } = sessionOf(request);
      const { paths, to, key, force } = request.body;
      const chosen = paths.map(toVaultPath);
      const keyFile = await keyAt(deps, key.path, key.passphrase);
      const view = desk.start(vault.accountId, 'download', ended, async (log) => {
        try {
          await vault.catalog.refresh({ signal: log.signal });
          for (const { file, target } of targets(deps, vault, chosen, resolve(deps.folder, to), log)) {
            await step(log, file.record.path, () =>
              downloadFile(vault, keyFile, file, target, { signal: log.signal, onBytes: log.advance, force }),
            );
          }
        } finally {
          wipeKeyFile(keyFile);
        }
      });
      return reply.code(202).send(view);
    },
  );

  for (const kind of ['upload', 'download'] as const) {
    routes.get(`/api/${kind}s`, { schema: { response: answers(200, TransferList) } }, async (request) => {
      const all = desk.of(sessionOf(request).vault.accountId);
      return { transfers: all.filter((transfer) => transfer.kind === kind) };
    });
    routes.delete(
      `/api/${kind}s/:id`,
      { schema: { params: TransferId, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const there = desk.cancel(sessionOf(request).vault.accountId, request.params.id);
        if (!there) throw new HttpError('no-such-route', 'There is no such transfer.');
        return reply.code(204).send(null);
      },
    );
  }
}

/** One file of a transfer: its failure is told, and the next one goes on. */
async function step(log: TransferLog, path: string, act: () => Promise<unknown>): Promise<void> {
  log.signal.throwIfAborted();
  log.begin(path);
  try {
    await act();
    log.finish();
  } catch (error) {
    log.signal.throwIfAborted();
    log.fail(path, error);
  }
}

function targets(
  deps: AppDeps,
  { catalog }: AccountVault,
  paths: ReturnType<typeof toVaultPath>[],
  root: string,
  log: TransferLog,
) {
  const places = new LocalPlaces(deps.nameRules);
  return paths.flatMap((path) => {
    try {
      const newest = new Map(catalog.select(path).map((file) => [file.record.path, file]));
      return [...newest.values()].map((file) => {
        log.expect(file.record.size);
        return { file, target: places.place(root, relativeTo(file.record.path, path)) };
      });
    } catch (error) {
      log.fail(path, error);
      return [];
    }
  });
}
