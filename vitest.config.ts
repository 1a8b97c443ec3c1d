import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{keys,backend,build,launch,electron,bench,renderer}/**/*.test.{ts,tsx}'],
    // Most of the time goes to programs that the tests start: as many files at once as there are processors.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
