import { defineConfig } from 'vite';

const root = new URL('..', import.meta.url).pathname;

/** The preload script: in Chromium's sandbox it is one CommonJS file that can ask for nothing but `electron`. */
export default defineConfig({
  root,
  cacheDir: 'node_modules/.vite/electron',
  build: {
    outDir: 'dist/electron',
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    lib: { entry: `${root}electron/preload.ts`, formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
