import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{keys,backend,build,launch,electron,bench,renderer}/**/*.test.{ts,tsx}'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
