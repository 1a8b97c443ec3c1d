import { Type } from 'typebox';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { GivenShares, NewShares, ReceivedShares, ShareIds, Withdrawal } from '../contract/shares.ts';
import { TransferView } from '../contract/transfers.ts';
import { filesToShare } from '../transfers/share-files.ts';
import { toVaultPath } from '../vault/path.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { nameOf } from './download-routes.ts';
import { logInOf, sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';
import { givenView, receivedView, refusedView } from './share-views.ts';
import { ShareJob } from './share-job.ts';

/** What is shared between accounts: given, received, withdrawn, dropped. */
export function shareRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, keyDesk, activity, tokens } = deps;

  routes.get('/api/shares/received', { schema: { response: answers(200, ReceivedShares) } }, async (request, reply) => {
    const { received } = sessionOf(request).vault;
    const { shares, refused, more } = await received.list({ signal: whileConnected(reply) });
    return { shares: shares.map(receivedView), refused: refused.map(refusedView), more };
  });

  routes.get('/api/shares/given', { schema: { response: answers(200, GivenShares) } }, async (request, reply) => {
    const { given, catalog, own } = sessionOf(request).vault;
    const signal = whileConnected(reply);
    await own.refresh();
    await catalog.refresh({ signal });
    const { shares, more } = await given.list({ signal });
    return { shares: shares.map(givenView), more };
  });

  routes.post(
    '/api/shares',
    { schema: { body: NewShares, response: answers(202, TransferView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { vault, ended } = session;
      const { catalog, own, people } = vault;
      const { recipient, key: choice } = request.body;
      const paths = request.body.paths.map(toVaultPath);
      const signal = whileConnected(reply);
      const key = await keyDesk.open(session, choice);
      try {
        await own.refresh();
        const to = await people.get(recipient);
        people.requireKnown(to);
        await catalog.refresh({ signal });
        const all = filesToShare(catalog, paths);
        const files = all.filter(({ file }) => file.record.keyId === key.id);
        request.keyNames = new Map([[key.id, key.name]]);
        // A folder may hold files of several keys, each of which is asked for; but one that opens none is the wrong one.
        if (files.length === 0) vault.content.requireKey(all[0]!.file, key);
        const { keys, over } = keyDesk.keysFor(session, key);
        const job = new ShareJob({ vault, key, keys, to, files });
        const transfer = { kind: 'share', name: nameOf(paths), place: to.username ?? '', keyId: key.id } as const;
        const view = desk.start(vault.accountId, transfer, ended, (log) => job.run(log), {
          noted: ({ ended: end }) => end !== null && over(),
        });
        return await reply.code(202).send(view);
      } finally {
        wipeKeyFile(key);
      }
    },
  );

  routes.post(
    '/api/shares/withdraw',
    { schema: { body: Withdrawal, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const shares = request.body.shares.map(({ file: fileId, recipient: recipientId }) => ({ fileId, recipientId }));
      const by = sessionOf(request);
      const names = shares.map(({ fileId }) => by.vault.catalog.get(fileId)?.record.path ?? fileId);
      await by.vault.given.withdraw(shares);
      activity.record({ by, kind: 'share-withdrawn', detail: names.join(', ') });
      return reply.code(204).send(null);
    },
  );

  routes.post(
    '/api/shares/drop',
    { schema: { body: ShareIds, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { received, own, vault } = logInOf(request).vault;
      await received.drop(request.body.ids);
      await tokens.renew(vault.id, own.opened);
      return reply.code(204).send(null);
    },
  );
}
