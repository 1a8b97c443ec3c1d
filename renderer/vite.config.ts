import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { englishStrings } from './english-strings.ts';

/** The window, and the page behind a link: static files that the local server hands out. Its policy allows nothing inline, so nothing is inlined. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../node_modules/.vite/renderer',
  plugins: [react(), englishStrings()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'esnext',
    cssTarget: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: `${import.meta.dirname}/index.html`, link: `${import.meta.dirname}/link.html` },
    },
  },
});
