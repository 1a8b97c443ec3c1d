import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { englishStrings } from './english-strings.ts';

/** The window: static files that the local server hands out. Its policy allows nothing inline, so nothing is inlined. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../node_modules/.vite/renderer',
  plugins: [react(), englishStrings()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'esnext',
    cssTarget: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
