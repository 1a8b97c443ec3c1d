import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const FOLDER = new URL('../../dist/screenshots/', import.meta.url).pathname;
const SIZES = [
  { width: 1600, height: 1000 },
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
];

/** Takes pictures of a screen in every size, named after it, each with `shown` in sight. */
export function camera(page: Page, theme: string): (name: string, shown?: Locator) => Promise<void> {
  return async (name, shown) => {
    await mkdir(FOLDER, { recursive: true });
    // What has just opened is there before it can be seen.
    await expect(page.locator('[data-entering], [data-exiting]')).toHaveCount(0);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await shown?.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(FOLDER, `${name}-${theme}-${size.width}.png`), animations: 'disabled' });
    }
  };
}
