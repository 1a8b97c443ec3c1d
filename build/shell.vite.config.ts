import { defineConfig, type Plugin } from 'vite';

const root = new URL('..', import.meta.url).pathname;

/** A file that the shell starts by its path is a built one there. */
function builtPaths(): Plugin {
  return {
    name: 'built-paths',
    enforce: 'pre',
    transform: {
      filter: { id: /\/electron\/[\w-]+\.ts$/ },
      handler: (code) => code.replace(/new URL\('(\.\/)?([\w-]+)\.ts', import\.meta\.url\)/g, builtPath),
    },
  };
}

function builtPath(_: string, __: string | undefined, name: string): string {
  return `new URL('./${name}.js', import.meta.url)`;
}

/** What a packaged Latchkey starts: the shell, its backend and the threads it seals with. Electron alone stays outside. */
export default defineConfig({
  root,
  plugins: [builtPaths()],
  build: {
    ssr: true,
    outDir: 'dist/package/app/shell',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        start: `${root}build/packaged.ts`,
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
