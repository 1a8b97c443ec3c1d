import { Type } from 'typebox';
import {
  Deletion,
  FolderBody,
  FolderQuery,
  Moves,
  PathList,
  PathQuery,
  VersionList,
  type FileView,
  type FolderSumView,
} from '../contract/files.ts';
import { type ActivityKind, detailOf } from '../transfers/activity.ts';
import type { Naming } from '../vault/changes.ts';
import { damageError, type Damage } from '../vault/damage.ts';
import { viewFolder } from '../vault/folder-view.ts';
import { toVaultFolder, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { FolderSum } from '../vault/path-index.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';

/** What lies in the vault, and changes to it that touch no content. */
export function fileRoutes(routes: Routes, { news, activity }: AppDeps): void {
  routes.get(
    '/api/files',
    { schema: { querystring: FolderQuery, response: answers(200, FolderBody) } },
    async (request, reply) => {
      const { catalog } = sessionOf(request).vault;
      const { folder: text, recursive = false, trash = false, only } = request.query;
      const folder = toVaultFolder(text);
      await catalog.refresh({ signal: whileConnected(reply) });
      const [onlyFolders, state] = [only === 'folders', trash ? 'trash' : 'live'] as const;
      const { folders, files, sums } = viewFolder(catalog, folder, { recursive, onlyFolders, state });
      const damage = onlyFolders ? [] : catalog.damage(folder).map(damageView);
      return { folders: [...folders], files: files.map(fileView), damage, sums: sums.map(sumView) };
    },
  );

  routes.get(
    '/api/files/versions',
    { schema: { querystring: PathQuery, response: answers(200, VersionList) } },
    async (request, reply) => {
      const { catalog } = sessionOf(request).vault;
      await catalog.refresh({ signal: whileConnected(reply) });
      return { versions: catalog.select(toVaultPath(request.query.path)).map(fileView) };
    },
  );

  routes.post(
    '/api/files/move',
    { schema: { body: Moves, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { vault, ended: signal } = sessionOf(request);
      const { accountId, catalog, changes } = vault;
      const { body } = request;
      const asked = 'moves' in body ? body.moves : [body];
      const moves = asked.map(({ from, to }) => [toVaultPath(from), toVaultPath(to)] as const);
      await catalog.refresh({ signal });
      try {
        const detail = detailOf(moves.map((move) => move.join(' → ')));
        await activity.during({ by: sessionOf(request), kind: 'move', detail }, async () => {
          for (const [from, to] of moves) {
            signal.throwIfAborted();
            await changes.move(from, to, { signal });
          }
        });
      } finally {
        // What failed half way has changed something too.
        news.tell(accountId);
      }
      return reply.code(204).send(null);
    },
  );

  const perPath = async (
    kind: ActivityKind,
    by: Session,
    texts: readonly string[],
    act: (path: VaultPath, options: Naming) => Promise<void>,
  ): Promise<void> => {
    const { vault, ended: signal } = by;
    const named = texts.map((text) => ({ path: toVaultPath(text), isFolder: text.endsWith('/') }));
    await vault.catalog.refresh({ signal });
    try {
      const detail = detailOf(named.map(({ path }) => path));
      await activity.during({ by, kind, detail }, async () => {
        for (const { path, isFolder } of named) {
          signal.throwIfAborted();
          await act(path, { signal, isFolder });
        }
      });
    } finally {
      news.tell(vault.accountId);
    }
  };

  for (const kind of ['trash', 'restore'] as const) {
    routes.post(
      `/api/files/${kind}`,
      { schema: { body: PathList, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const by = sessionOf(request);
        await perPath(kind, by, request.body.paths, (path, options) => by.vault.changes[kind](path, options));
        return reply.code(204).send(null);
      },
    );
  }

  routes.post(
    '/api/files/delete',
    { schema: { body: Deletion, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const by = sessionOf(request);
      const { paths, trash } = request.body;
      const only = trash === true ? 'trash' : undefined;
      await perPath('delete', by, paths, (path, options) => by.vault.changes.deleteForGood(path, { ...options, only }));
      return reply.code(204).send(null);
    },
  );
}

function fileView({ id, record }: CatalogFile): FileView {
  const { path, size, keyId: key, mediaType } = record;
  return { path, id, size, modified: new Date(record.modified).toISOString(), key, ...(mediaType && { mediaType }) };
}

function sumView([path, sum]: readonly [VaultPath, FolderSum]): FolderSumView {
  const { count, size, modified, keyId: key } = sum;
  return { path, count, size, modified: new Date(modified).toISOString(), key };
}

function damageView(damage: Damage) {
  const { id, code, path = null } = damage;
  return { id, code, path, message: damageError(damage).message };
}
