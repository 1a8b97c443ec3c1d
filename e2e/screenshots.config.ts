import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** Pictures of every screen, to be looked at by people; no part of the tests. */
export default defineConfig({
  ...tests,
  testMatch: ['screens.ts', 'bucket-screens.ts'],
  outputDir: '../dist/screens-run',
  timeout: 240_000,
  reporter: 'list',
});
