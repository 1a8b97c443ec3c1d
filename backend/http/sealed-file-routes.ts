import { resolve } from 'node:path';
import { Type } from 'typebox';
import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { KeyInspection, KeyView, type KeyChoice } from '../contract/keys.ts';
import { OpenedFile, SealedOpening, SealedPath, SealedTry, SealedView } from '../contract/sealed-files.ts';
import { inspectSealedFile, openSealedFile, tryKey } from '../transfers/sealed-file.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { view } from './key-routes.ts';
import { knownKeyView } from './known-key-view.ts';
import { answers, type Routes } from './routes.ts';
import type { Session } from './session-store.ts';

/**
 * Sealed files that lie on this computer and belong to no vault: which key opens them, and opening them. It takes no log-in: whoever has such
 * a file and its key needs no vault, open or not. A key is in memory for the one request, and nothing remembers where its file lies.
 */
export function sealedFileRoutes(
  routes: Routes,
  { folder, keyDesk, knownKeys }: Pick<AppDeps, 'folder' | 'keyDesk' | 'knownKeys'>,
): void {
  const config = { access: 'local' } as const;

  routes.post(
    '/api/sealed-files/inspect',
    { config, schema: { body: SealedPath, response: answers(200, SealedView) } },
    async ({ body, session }) => {
      const seen = await inspectSealedFile(resolve(folder, body.path));
      const { key } = seen;
      return { ...seen, known: key === null ? null : await knownKeyView(key, knownKeys, session?.keys) };
    },
  );
  routes.post(
    '/api/sealed-files/key',
    { config, schema: { body: KeyInspection, response: answers(200, KeyView) } },
    async ({ body }) => view(await keyDesk.findOnce(body.key)),
  );
  routes.post(
    '/api/sealed-files/try',
    { config, schema: { body: SealedTry, response: answers(204, Type.Null()) } },
    async ({ body: { path, key }, session }, reply) => {
      await withKey(session, key, (opened) => tryKey(resolve(folder, path), opened));
      return reply.code(204).send(null);
    },
  );
  routes.post(
    '/api/sealed-files/open',
    { config, schema: { body: SealedOpening, response: answers(201, OpenedFile) } },
    async ({ body, session }, reply) => {
      const [from, to] = [resolve(folder, body.path), resolve(folder, body.to)];
      const { path, isOld } = await withKey(session, body.key, (key) =>
        openSealedFile(from, to, key, whileConnected(reply)),
      );
      return reply.code(201).send({ path, old: isOld });
    },
  );

  async function withKey<T>(
    session: Session | undefined,
    choice: KeyChoice,
    act: (key: KeyFile) => Promise<T>,
  ): Promise<T> {
    const key = await keyDesk.openOnce(session, choice);
    try {
      return await act(key);
    } finally {
      wipeKeyFile(key);
    }
  }
}
