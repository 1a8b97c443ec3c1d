import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** Where the system's own font is another one, the pictures would show that. */
const FONTS = new URL('fixtures/fonts.conf', import.meta.url).pathname;

/** Pictures of every screen, to be looked at by people; no part of the tests. */
export default defineConfig({
  ...tests,
  testMatch: ['screens.ts', 'bucket-screens.ts', '*-page-screens.ts'],
  outputDir: '../dist/screens-run',
  timeout: 240_000,
  reporter: 'list',
  use: {
    ...tests.use,
    launchOptions: {
      ...tests.use?.launchOptions,
      env: { ...process.env, FONTCONFIG_FILE: FONTS },
    },
  },
});
