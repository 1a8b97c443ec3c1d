import staticFiles from '@fastify/static';
import { relative } from 'node:path';
import type { Routes } from './routes.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The window's files. They hold nothing of anybody, so wherever a browser needs them whoever may connect may have them. */
export async function pageRoutes(routes: Routes, folder: string): Promise<void> {
  await routes.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'window' };
      route.schema = { ...route.schema, hide: true };
    });
    await pages.register(staticFiles, {
      root: folder,
      cacheControl: false,
      setHeaders(reply, path) {
        // Built files have their hash in their name; the page that names them is asked for each time.
        const isHashed = /^assets[\\/]/.test(relative(folder, path));
        void reply.header('cache-control', isHashed ? `private, max-age=${YEAR_SECONDS}, immutable` : 'no-store');
      },
    });
  });
}
