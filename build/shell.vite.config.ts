import { defineConfig } from 'vite';

const root = new URL('..', import.meta.url).pathname;

/** What a packaged Latchkey starts: the shell, its backend and the threads it seals with. Electron alone stays outside. */
export default defineConfig({
  root,
  build: {
    ssr: true,
    outDir: 'dist/package/app/shell',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        main: `${root}electron/main.ts`,
        'backend-process': `${root}electron/backend-process.ts`,
        'seal-worker': `${root}backend/transfers/seal-worker.ts`,
        'scan-worker': `${root}backend/scan/scan-worker.ts`,
      },
      external: ['electron'],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron'], target: 'node' },
});
