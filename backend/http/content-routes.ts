import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { FileId, NewThumbnail, Verified } from '../contract/files.ts';
import { type KeyChoice, KeyInspection } from '../contract/keys.ts';
import { TransferView } from '../contract/transfers.ts';
import { TransferError } from '../transfers/errors.ts';
import { checkContent } from '../transfers/content-check.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { damageError } from '../vault/damage.ts';
import { VaultError } from '../vault/errors.ts';
import { baseName } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { uploadStream } from '../transfers/upload.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import { pictureOf } from './thumbnail-body.ts';
import { logStep } from './transfer-desk.ts';

/** A preview is held in the window's memory. Bytes. */
export const MAX_PREVIEW_BYTES = 100 * 2 ** 20;
/** What a browser shows as a picture and never runs (an SVG could hold scripts). */
export const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'];

/** The content of single files: thumbnails and previews, checks, versions; each under the key that its request points at. */
export function contentRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, engine, keyDesk, news, verifications } = deps;

  /** The key that a request points at, which must be the file's; wipe it afterwards. @throws SealError `wrong-key`; as `KeyDesk.open` does */
  const keyOf = async (request: FastifyRequest<{ Body: { key: KeyChoice } }>, file: CatalogFile): Promise<KeyFile> => {
    const session = sessionOf(request);
    const key = await keyDesk.open(session, request.body.key);
    request.keyNames = new Map([[key.id, key.name]]);
    if (key.id !== file.record.keyId) wipeKeyFile(key);
    session.vault.content.requireKey(file, key);
    return key;
  };

  const shown = { schema: { params: FileId, body: KeyInspection, hide: true } };
  // No GET: an address holds no key, and what it shows could be kept by a browser.
  routes.post('/api/files/:id/thumbnail', shown, async (request, reply) => {
    const session = sessionOf(request);
    const file = fileOf(session.vault, request.params.id);
    const key = await keyOf(request, file);
    try {
      const picture = await session.vault.thumbnails.open(file, key, { signal: whileConnected(reply) });
      if (picture === undefined) throw new VaultError('not-found', `${file.record.path} has no thumbnail.`);
      return await reply.header('content-type', 'image/webp').send(picture);
    } finally {
      wipeKeyFile(key);
    }
  });

  // For files that were read by their paths: whoever dropped them in can still make their pictures.
  routes.put(
    '/api/files/:id/thumbnail',
    { schema: { params: FileId, body: NewThumbnail, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault } = session;
      const file = fileOf(vault, request.params.id);
      const picture = pictureOf(request.body);
      const key = await keyOf(request, file);
      try {
        await vault.thumbnails.put(file, key, picture);
      } finally {
        wipeKeyFile(key);
      }
      news.tell(vault.accountId);
      return reply.code(204).send(null);
    },
  );

  routes.post('/api/files/:id/content', shown, async (request, reply) => {
    const session = sessionOf(request);
    const file = fileOf(session.vault, request.params.id);
    const { mediaType = '', size, path } = file.record;
    if (!PICTURES.includes(mediaType))
      throw new TransferError('unusable', `${path} is no picture that can be shown here.`);
    if (size > MAX_PREVIEW_BYTES)
      throw new TransferError('too-large', `${path} is too large to be shown here. Download it.`);
    const key = await keyOf(request, file);
    const body = session.vault.content.open(file, key, { signal: whileConnected(reply) });
    body.once('close', () => wipeKeyFile(key));
    return reply.header('content-type', mediaType).header('content-length', size).send(body);
  });

  routes.get(
    '/api/files/:id/verified',
    { schema: { params: FileId, response: answers(200, Verified) } },
    async (request) => {
      const { id } = request.params;
      const isOwn = sessionOf(request).vault.catalog.get(id) !== undefined;
      return { at: (isOwn ? await verifications.of(id) : undefined)?.toISOString() ?? null };
    },
  );

  routes.post(
    '/api/files/:id/verify',
    { schema: { params: FileId, body: KeyInspection, response: answers(202, TransferView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault, ended } = session;
      const file = fileOf(vault, request.params.id);
      const key = await keyOf(request, file);
      const { path, size } = file.record;
      const transfer = { kind: 'check', name: baseName(path), place: vault.vault.bucket.place } as const;
      const view = desk.start(vault.accountId, transfer, ended, async (log) => {
        log.expect(1, size);
        try {
          await logStep(log, path, size, async ({ advance }) => {
            await checkContent(engine, vault, key, file, { signal: log.signal, onBytes: advance });
            await verifications.note(file.id);
          });
        } finally {
          wipeKeyFile(key);
        }
      });
      return reply.code(202).send(view);
    },
  );

  routes.post(
    '/api/files/:id/restore-version',
    { schema: { params: FileId, body: KeyInspection, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault } = session;
      const file = fileOf(vault, request.params.id);
      const key = await keyOf(request, file);
      const signal = whileConnected(reply);
      try {
        const { path, size, modified, mediaType } = file.record;
        // Sealed anew: the newest version is the one put last (format 3.8), and no two objects share a file id.
        const bytes = vault.content.open(file, key, { signal });
        const id = await uploadStream(engine, vault, key, { path, size, modified, mediaType, bytes }, { signal });
        news.tell(vault.accountId);
        // The version is restored: a thumbnail that fails is no failure of that.
        await copyThumbnail(vault, key, file, id).catch(() => undefined);
      } finally {
        wipeKeyFile(key);
      }
      return reply.code(204).send(null);
    },
  );
}

async function copyThumbnail(vault: AccountVault, key: KeyFile, from: CatalogFile, id: string): Promise<void> {
  const [picture, to] = [await vault.thumbnails.open(from, key), vault.catalog.get(id)];
  if (picture !== undefined && to !== undefined) await vault.thumbnails.put(to, key, picture);
}

function fileOf({ catalog }: AccountVault, id: string): CatalogFile {
  const file = catalog.get(id);
  if (file !== undefined) return file;
  const damage = catalog.damage().find((hurt) => hurt.id === id);
  throw damage === undefined ? new VaultError('not-found', 'There is no such file in the vault.') : damageError(damage);
}
