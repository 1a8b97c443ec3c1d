import { build } from 'vite';

/**
 * For tests that start the terminal command: built once before them, since a start from source takes four times the processor's time. What is
 * built is what packages hold.
 */
export async function setup(): Promise<void> {
  await build({
    configFile: new URL('vite.config.ts', import.meta.url).pathname,
    logLevel: 'warn',
    // Another run beside this one may be using it.
    build: { outDir: 'dist/test-terminal', emptyOutDir: false },
  });
}
