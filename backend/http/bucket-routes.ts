import { join } from 'node:path';
import { Type } from 'typebox';
import { toBucketAddress } from '../buckets/address.ts';
import type { ConnectionCheck } from '../buckets/connection-check.ts';
import { BucketError } from '../buckets/errors.ts';
import { PRESETS } from '../buckets/presets.ts';
import { parseTrust } from '../buckets/s3-trust.ts';
import { BucketAccess, BucketCheck, BucketQuestion, ProviderList, StorageView } from '../contract/buckets.ts';
import { STATE_FILE } from '../state/database.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { answers, type Routes } from './routes.ts';

/** Connecting to a bucket: who offers some, whether one answers, and with what the vault's own is opened. No answer holds a secret. */
export function bucketRoutes(routes: Routes, { homeVault, buckets, folder, home }: AppDeps): void {
  const keptIn = join(home.folder, STATE_FILE);

  routes.get(
    '/api/buckets',
    { config: { access: 'local' }, schema: { response: answers(200, ProviderList) } },
    async () => ({
      providers: PRESETS.map(({ id, name, endpoint = null, region, isPathStyle: pathStyle }) => ({
        id,
        name,
        endpoint,
        region,
        pathStyle,
      })),
      keptIn,
    }),
  );

  routes.post(
    '/api/buckets/check',
    { config: { access: 'local' }, schema: { body: BucketQuestion, response: answers(200, BucketCheck) } },
    async (request, reply) => {
      const { address, access } = request.body;
      try {
        const signal = whileConnected(reply);
        return checkView(await buckets.check(toBucketAddress(address, folder), access, signal));
      } catch (error) {
        // What was typed is no address or no certificate: an answer like the others.
        if (!(error instanceof BucketError)) throw error;
        return { ok: false, fault: 'wrong-address' as const, sentence: error.message, certificate: null };
      }
    },
  );

  routes.get(
    '/api/vault/storage',
    { config: { access: 'local' }, schema: { response: answers(200, StorageView) } },
    async () => {
      const { bucket: address } = await homeVault.settings();
      const { credentials, trust } = (await buckets.access(address)) ?? {};
      return {
        address,
        accessKeyId: credentials?.accessKeyId ?? null,
        certificate: trust === undefined ? null : parseTrust(trust).fingerprint,
        keptIn,
      };
    },
  );

  routes.put(
    '/api/vault/storage',
    { config: { access: 'local' }, schema: { body: BucketAccess, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      await homeVault.changeAccess(request.body, whileConnected(reply));
      return reply.code(204).send(null);
    },
  );
}

function checkView(check: ConnectionCheck) {
  if (check.ok) return { ok: true, fault: null, sentence: check.note ?? '', certificate: null };
  const { code: fault, sentence, certificate } = check;
  return { ok: false, fault, sentence, certificate: certificate?.fingerprint ?? null };
}
