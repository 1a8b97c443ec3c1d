import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{keys,backend,build,launch,bench}/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
