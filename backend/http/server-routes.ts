import { OpenedServer, SeenServer, ServerAddress, ServerChoice } from '../contract/servers.ts';
import type { AppDeps } from './app.ts';
import { lookAtServer } from './far-server.ts';
import { HttpError } from './http-error.ts';
import { answers, type Routes } from './routes.ts';

/** A window onto Latchkey on another computer: its certificate is compared once, and no other is accepted in that window. */
export function serverRoutes(routes: Routes, { openServer }: AppDeps): void {
  routes.post(
    '/api/servers/look',
    { config: { access: 'local' }, schema: { body: ServerAddress, response: answers(200, SeenServer) } },
    async (request) => {
      const { url, fingerprint } = await lookAtServer(request.body.address);
      return { url, fingerprint };
    },
  );

  routes.post(
    '/api/servers/open',
    { config: { access: 'local' }, schema: { body: ServerChoice, response: answers(200, OpenedServer) } },
    async (request) => {
      const found = await lookAtServer(request.body.address);
      if (found.fingerprint !== request.body.fingerprint)
        throw new HttpError(
          'other-certificate',
          'Another certificate answers there now than the one that was compared.',
        );
      return { url: found.url, opened: (await openServer?.(found)) ?? false };
    },
  );
}
