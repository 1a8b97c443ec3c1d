import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{keys,backend,build,launch,electron,bench,renderer}/**/*.test.{ts,tsx}'],
    // Most of the time goes to programs that the tests start: as many files at once as there are processors.
    maxWorkers: '100%',
    // Each program that a test starts would compile the same files again: four tenths of its time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
