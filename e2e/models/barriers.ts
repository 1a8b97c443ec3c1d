import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Those of axe that the theme decides. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Expects that nothing on the page keeps anybody out, by day and by night. The page must show no change slowly: `reducedMotion`. */
export async function expectNoBarriers(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // No page has frames: the old way needs no second page to join their reports.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // By night the colours alone are others.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(COLOUR_RULES) : axe).analyze();
    expect.soft(violations.map(saying), `${what} (${colorScheme})`).toEqual([]);
  }
}

/** What is wrong and where, in a line. */
function saying({ id, nodes }: { id: string; nodes: readonly { html: string }[] }): string {
  return `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`;
}
