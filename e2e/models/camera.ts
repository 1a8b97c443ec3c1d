import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const FOLDER = new URL('../../dist/screenshots/', import.meta.url).pathname;
const SIZES = [
  { width: 1600, height: 1000 },
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
];

/** Takes pictures of a screen in every size, named after it. */
export function camera(page: Page, theme: string): (name: string) => Promise<void> {
  return async (name) => {
    await mkdir(FOLDER, { recursive: true });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.screenshot({ path: join(FOLDER, `${name}-${theme}-${size.width}.png`), animations: 'disabled' });
    }
  };
}
