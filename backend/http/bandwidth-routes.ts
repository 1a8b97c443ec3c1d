import { Type } from 'typebox';
import { BandwidthSetting } from '../contract/transfers.ts';
import type { AppDeps } from './app.ts';
import { answers, type Routes } from './routes.ts';

/** How fast transfers may go: one setting of this computer, for all accounts. */
export function bandwidthRoutes(routes: Routes, { bandwidth }: AppDeps): void {
  const address = '/api/settings/bandwidth';
  routes.get(address, { schema: { response: answers(200, BandwidthSetting) } }, async () => bandwidth.get());
  routes.put(
    address,
    { schema: { body: BandwidthSetting, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      await bandwidth.set(request.body);
      return reply.code(204).send(null);
    },
  );
}
