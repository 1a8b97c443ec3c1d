import { defineConfig } from 'vite';

/** The terminal command as one file that needs Node and nothing else: Node strips no types below node_modules. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  build: {
    ssr: 'backend/cli/main.ts',
    outDir: 'dist/terminal',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'latchkey.js', codeSplitting: false } },
  },
  ssr: { noExternal: true, target: 'node' },
});
