import { defineConfig } from '@playwright/test';
import { testTemporary } from '../build/test-temporary.ts';
import { chromiumProgram } from './fixtures/chromium.ts';

// For the workers and what they start, which make all their files below it.
process.env['TMPDIR'] = testTemporary();

/** Real Chromium against the real server, started as `npm start` starts it. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../dist/e2e',
  // Half of a test is waiting: for Chromium, for a disk, for a line that is slow on purpose.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // What passes the second time is told, with what the window showed the first time: build/check.ts.
  retries: 1,
  timeout: 120_000,
  // Nobody waits so long where it works; a machine that does much else at once may need it.
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: process.env['LATCHKEY_E2E_REPORT'] ?? '../dist/e2e-report.json' }]],
  use: {
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
    // What was done and answered; pictures of each step would take a fifth of the processor.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumProgram(),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-gpu',
        // The driver's own setting does not reach a download that needs a connection of its own: it would be cancelled.
        '--ignore-certificate-errors',
      ],
    },
  },
});
