import { Type } from 'typebox';
import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { FileId, Verified } from '../contract/files.ts';
import { KeyInspection } from '../contract/keys.ts';
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
import { confirm, sessionOf } from './local-guard.ts';
import { bodyOf, readPicture, takeBytes } from './raw-body.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';
import { logStep } from './transfer-desk.ts';

/** A preview is held in the window's memory. Bytes. */
export const MAX_PREVIEW_BYTES = 100 * 2 ** 20;
/** What a browser shows as a picture and never runs (an SVG could hold scripts). */
export const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'];

/** The content of single files: thumbnails and previews under keys that are open, checks, versions. */
export function contentRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, engine, keyDesk, news, verifications } = deps;

  routes.get('/api/files/:id/thumbnail', { schema: { params: FileId, hide: true } }, async (request, reply) => {
    const session = sessionOf(request);
    const file = fileOf(session.vault, request.params.id);
    const key = openKeyOf(session, file);
    try {
      const picture = await session.vault.thumbnails.open(file, key, { signal: whileConnected(reply) });
      if (picture === undefined) throw new VaultError('not-found', `${file.record.path} has no thumbnail.`);
      // Never kept by the browser: it would lie on the disk as plaintext.
      return await reply.header('content-type', 'image/webp').send(picture);
    } finally {
      wipeKeyFile(key);
    }
  });

  // For files that were read by their paths: whoever dropped them in can still make their pictures.
  void routes.register(async (raw) => {
    takeBytes(raw);
    raw.put(
      '/api/files/:id/thumbnail',
      { schema: { params: FileId, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const session = sessionOf(request);
        const { vault } = session;
        try {
          const file = fileOf(vault, (request.params as { id: string }).id);
          const key = openKeyOf(session, file);
          try {
            const picture = await readPicture(bodyOf(request));
            await confirm(request, deps);
            await vault.thumbnails.put(file, key, picture);
          } finally {
            wipeKeyFile(key);
          }
        } catch (error) {
          // What is refused is still on its way: read it, so that the answer is heard.
          request.raw.resume();
          throw error;
        }
        news.tell(vault.accountId);
        return reply.code(204).send(null);
      },
    );
  });

  routes.get('/api/files/:id/content', { schema: { params: FileId, hide: true } }, async (request, reply) => {
    const session = sessionOf(request);
    const file = fileOf(session.vault, request.params.id);
    const { mediaType = '', size, path } = file.record;
    if (!PICTURES.includes(mediaType))
      throw new TransferError('unusable', `${path} is no picture that can be shown here.`);
    if (size > MAX_PREVIEW_BYTES)
      throw new TransferError('too-large', `${path} is too large to be shown here. Download it.`);
    const key = openKeyOf(session, file);
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
      const key = await keyDesk.open(session, request.body.key);
      request.keyNames = new Map([[key.id, key.name]]);
      if (key.id !== file.record.keyId) wipeKeyFile(key);
      vault.content.requireKey(file, key);
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
      const key = await keyDesk.open(session, request.body.key);
      request.keyNames = new Map([[key.id, key.name]]);
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

/** A copy of the key this file needs, if it is open in this session. @throws TransferError `no-key` */
function openKeyOf(session: Session, file: CatalogFile) {
  const key = session.keys.get(file.record.keyId);
  if (key !== undefined) return key;
  throw new TransferError('no-key', `The key of ${file.record.path} is not open. Point at its key file.`);
}
