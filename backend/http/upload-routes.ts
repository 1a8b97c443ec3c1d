import { basename, resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { NewThumbnail } from '../contract/files.ts';
import { MAX_ANNOUNCEMENT_BYTES, NewUpload, TransferView, UploadStream as UploadSlot } from '../contract/transfers.ts';
import { joinPath, toVaultFolder } from '../vault/path.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { HttpError } from './http-error.ts';
import { confirmed, logInOf, refusePlaces, sessionOf } from './local-guard.ts';
import { bodyOf, letRunOut, takeBytes } from './raw-body.ts';
import { answers, type Routes } from './routes.ts';
import { sealChoice } from './sealing-routes.ts';
import { mayUse, type Session } from './session-store.ts';
import { pictureOf } from './thumbnail-body.ts';
import { UploadStream } from './upload-stream.ts';

/** Uploads that are over and still known, for the thumbnails that follow their last files; the oldest makes room. */
const MAX_OVER = 16;
/** Uploads of one account that are announced and not over: each remembers its files. */
const MAX_OPEN = 200;

/** What goes into the vault: paths of this computer, or files that a browser announces and then sends. */
export function uploadRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, engine, intake, kept, keyDesk, knownKeys, news } = deps;
  /** Uploads whose bytes, or thumbnails, are still to come, by transfer id. */
  const streams = new Map<string, { by: Session; stream: UploadStream }>();

  routes.post(
    '/api/uploads',
    { bodyLimit: MAX_ANNOUNCEMENT_BYTES, schema: { body: NewUpload, response: answers(202, TransferView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault, ended } = session;
      const { paths, without, files, key: choice, name = nameOf(request.body) } = request.body;
      if ((paths === undefined) === (files === undefined)) {
        throw new HttpError('invalid-request', 'Give either paths of this computer or files to send.');
      }
      refusePlaces(request, paths, choice.path);
      if (paths !== undefined) logInOf(request);
      const to = toVaultFolder(request.body.to);
      const announced = files?.map((file) => ({ path: joinPath(to, file.path), file }));
      // As it is set now: what goes on later goes on as it began.
      const sealing = await engine.sealing.complete(sealChoice(request.body));
      const key = await keyDesk.open(session, choice);
      if (request.side === 'local') await knownKeys.use(key.id);
      const asked = { name, place: to ?? '', version: null, force: false, key_id: key.id, ...sealing };
      const tell = () => news.tell(vault.accountId);
      if (announced === undefined) {
        wipeKeyFile(key);
        const local = (some: readonly string[] = []) => some.map((path) => resolve(deps.folder, path));
        const upload = { ...asked, kind: 'upload', paths: local(paths), without: local(without) } as const;
        return reply.code(202).send(await kept.begin(session, upload));
      }
      const open = [...streams.values()].filter(({ by }) => by.vault.accountId === vault.accountId).length;
      if (open >= MAX_OPEN) {
        wipeKeyFile(key);
        throw new HttpError('rate-limited', 'Too many uploads were announced and are not over. Finish some first.');
      }
      const stream = new UploadStream({ engine, vault, key, sealing, tell }, announced);
      const transfer = { kind: 'upload', name, place: to ?? '', keyId: key.id } as const;
      const view = desk.start(vault.accountId, transfer, ended, (log) => stream.run(log), {
        cancelled: async () => stream.dispose(),
        noted: ({ id, ended: end }) => {
          if (end === null) return;
          retire(id);
          kept.endOfWindow(id);
        },
      });
      kept.beginOfWindow(vault.accountId, { ...asked, kind: 'window', paths: [] }, view);
      ended.addEventListener('abort', () => stream.dispose(), { once: true });
      streams.set(view.id, { by: session, stream });
      ended.addEventListener('abort', () => streams.delete(view.id), { once: true });
      return reply.code(202).send(view);
    },
  );

  const over: string[] = [];
  const retire = (id: string) => {
    over.push(id);
    if (over.length > MAX_OVER) streams.delete(over.shift() ?? '');
  };
  const streamOf = (session: Session, id: string): UploadStream => {
    const found = streams.get(id);
    if (found !== undefined && mayUse(session, found.by)) return found.stream;
    throw new HttpError('no-such-route', 'There is no such upload, or it is over.');
  };

  routes.put(
    '/api/uploads/:id/files/:index/thumbnail',
    { schema: { params: UploadSlot, body: NewThumbnail, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { id, index } = request.params;
      const stream = streamOf(session, id);
      const picture = pictureOf(request.body);
      const key = await keyDesk.open(session, request.body.key);
      try {
        await stream.thumbnail(index, picture, key);
      } finally {
        wipeKeyFile(key);
      }
      // Whoever shows the file has asked for its picture already, and was told that there is none.
      news.tell(session.vault.accountId);
      return reply.code(204).send(null);
    },
  );

  void routes.register(async (raw) => {
    takeBytes(raw);

    raw.put(
      '/api/uploads/:id/files/:index',
      { schema: { params: UploadSlot, response: answers(204, Type.Null()) } },
      async (request, reply) => {
        const { id, index } = request.params as { id: string; index: number };
        try {
          const session = sessionOf(request);
          const stream = streamOf(session, id);
          const over = request.side === 'remote' ? intake.begin(session.vault.accountId) : () => undefined;
          await stream.take(index, confirmed(bodyOf(request), request, deps), whileConnected(reply)).finally(over);
        } catch (error) {
          // What is refused is still on its way: read it, so that the answer is heard.
          letRunOut(request);
          throw error;
        }
        return reply.code(204).send(null);
      },
    );
  });
}

/** What a transfer is called where nobody said: its only item, or how many it has. */
function nameOf({ paths, files }: NewUpload): string {
  const names = paths?.map((path) => basename(path)) ?? files?.map(({ path }) => basename(path)) ?? [];
  return names.length === 1 ? (names[0] ?? '') : `${names.length} items`;
}
