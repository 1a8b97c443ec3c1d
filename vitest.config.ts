import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { testTemporary } from './build/test-temporary.ts';

const ALL = '{keys,backend,build,launch,electron,bench,fuzz,renderer}/**/*.test.{ts,tsx}';
const BORINGSSL = 'electron/boringssl.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: [ALL],
          exclude: [...configDefaults.exclude, BORINGSSL],
          globalSetup: 'build/test-terminal.ts',
        },
      },
      {
        // keys/ once more, with the primitives alone that Electron's Node is sure to have.
        extends: true,
        test: {
          name: 'boringssl',
          include: [BORINGSSL, 'keys/{*,classic/*}.test.ts'],
          // They compare with the native CFB, and count its calls.
          exclude: [...configDefaults.exclude, 'keys/{cfb,tampering,classic/cfb8}.test.ts'],
          setupFiles: ['electron/test-boringssl.ts'],
        },
      },
    ],
    // Most of the time goes to programs that the tests start: as many files at once as there are processors.
    maxWorkers: '100%',
    // Each program that a test starts would compile the same files again: four tenths of its time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled'), TMPDIR: testTemporary() },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
