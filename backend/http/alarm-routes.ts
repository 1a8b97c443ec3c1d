import { Type } from 'typebox';
import { AlarmList, FileId, type AlarmView } from '../contract/files.ts';
import { damageError, type Damage } from '../vault/damage.ts';
import { VaultError } from '../vault/errors.ts';
import { timeOfId } from '../vault/id.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Files that vanished or went back in the bucket: told until the user knows (format 3.7). */
export function alarmRoutes(routes: Routes, { news }: AppDeps): void {
  routes.get('/api/alarms', { schema: { response: answers(200, AlarmList) } }, async (request, reply) => {
    const { catalog } = sessionOf(request).vault;
    // Whoever shows files has them listed again and again, and is told when that shows something new.
    if (!catalog.isListed) await catalog.refresh({ signal: whileConnected(reply) });
    return { alarms: catalog.alarms().map(alarmView) };
  });

  routes.post(
    '/api/alarms/:id/acknowledge',
    { schema: { params: FileId, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { accountId, catalog } = sessionOf(request).vault;
      const { id } = request.params;
      if (!catalog.alarms().some((alarm) => alarm.id === id)) {
        throw new VaultError('not-found', 'There is nothing to know about this file any more.');
      }
      await catalog.acknowledge(id);
      news.tell(accountId);
      return reply.code(204).send(null);
    },
  );
}

function alarmView(alarm: Damage): AlarmView {
  const { id, code, path = null } = alarm;
  return { id, code, path, message: damageError(alarm).message, added: timeOfId(id).toISOString() };
}
