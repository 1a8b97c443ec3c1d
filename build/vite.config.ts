import { defineConfig } from 'vite';

const root = new URL('..', import.meta.url).pathname;

/** The terminal command and the threads it seals and looks with, which need Node and nothing else: Node strips no types below node_modules. */
export default defineConfig({
  root,
  build: {
    ssr: true,
    outDir: 'dist/terminal',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        latchkey: `${root}backend/cli/main.ts`,
        'seal-worker': `${root}backend/transfers/seal-worker.ts`,
        'scan-worker': `${root}backend/scan/scan-worker.ts`,
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true, target: 'node' },
});
