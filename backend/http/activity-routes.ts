import { Type } from 'typebox';
import { ActivityList, ActivityQuery, ActivitySetting } from '../contract/activity.ts';
import { activityCsv } from '../transfers/activity-csv.ts';
import type { ActivityFilter } from '../transfers/activity.ts';
import type { AppDeps } from './app.ts';
import { HttpError } from './http-error.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Shown at once; whoever wants more says more closely what, or takes all of it as CSV. */
const MAX_SHOWN = 500;

/** What the account did through this server, and for how long that is kept. */
export function activityRoutes(routes: Routes, { activity, activityLog }: AppDeps): void {
  routes.get(
    '/api/activity',
    { schema: { querystring: ActivityQuery, response: answers(200, ActivityList) } },
    async (request) => {
      const found = await activity.find(sessionOf(request).vault, filterOf(request.query));
      const shown = found.slice(0, MAX_SHOWN).map(({ at, ...same }) => ({ ...same, at: at.toISOString() }));
      return { activities: shown, more: found.length > shown.length };
    },
  );

  routes.get('/api/activity.csv', { schema: { querystring: ActivityQuery, hide: true } }, async (request, reply) => {
    const found = await activity.find(sessionOf(request).vault, filterOf(request.query));
    return reply
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', 'attachment; filename="latchkey-activity.csv"')
      .send(activityCsv(found));
  });

  const address = '/api/settings/activity';
  routes.get(address, { schema: { response: answers(200, ActivitySetting) } }, async () => ({
    days: await activityLog.keepDays(),
  }));
  routes.put(
    address,
    { schema: { body: ActivitySetting, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      await activityLog.keepFor(request.body.days);
      return reply.code(204).send(null);
    },
  );
}

function filterOf({ since, until, ...same }: ActivityQuery): ActivityFilter {
  return { ...same, since: timeOf(since), until: timeOf(until) };
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new HttpError('invalid-request', 'A time is given as in 2026-11-28T12:00:00Z.');
  return time;
}
