import { resolve } from 'node:path';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { OpenedFile, SealedOpening, SealedPath, SealedView } from '../contract/sealed-files.ts';
import { inspectSealedFile, openSealedFile } from '../transfers/sealed-file.ts';
import type { AppDeps } from './app.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Sealed files that lie on this computer and belong to no vault: which key opens them, and opening them. */
export function sealedFileRoutes(routes: Routes, { folder, keyDesk }: Pick<AppDeps, 'folder' | 'keyDesk'>): void {
  routes.post(
    '/api/sealed-files/inspect',
    { schema: { body: SealedPath, response: answers(200, SealedView) } },
    async (request) => inspectSealedFile(resolve(folder, request.body.path)),
  );
  routes.post(
    '/api/sealed-files/open',
    { schema: { body: SealedOpening, response: answers(201, OpenedFile) } },
    async (request, reply) => {
      const { path, to, key: choice } = request.body;
      const session = sessionOf(request);
      const key = await keyDesk.open(session, choice);
      try {
        const target = await openSealedFile(resolve(folder, path), resolve(folder, to), key, session.ended);
        return await reply.code(201).send({ path: target });
      } finally {
        wipeKeyFile(key);
      }
    },
  );
}
