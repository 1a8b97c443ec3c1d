import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Serves gallery.html to look at, on this computer only: `vite --config renderer/gallery.vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '/tmp/latchkey-gallery-cache',
  plugins: [react()],
  server: { host: '127.0.0.1', port: 4173, strictPort: true, hmr: false },
});
