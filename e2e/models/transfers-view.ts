import type { Locator, Page } from '@playwright/test';

export type Section = 'Needs you' | 'Under way' | 'Waiting' | 'Done today';

/** The room of transfers. */
export class TransfersView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get total(): Locator {
    return this.#page.getByRole('region', { name: 'All transfers' });
  }

  section(name: Section): Locator {
    return this.#page.getByRole('grid', { name });
  }

  row(section: Section, name: string): Locator {
    return this.section(section).getByRole('row').filter({ hasText: name });
  }

  async percentOf(row: Locator): Promise<number> {
    return Number((await row.getByRole('progressbar').getAttribute('aria-valuenow')) ?? Number.NaN);
  }
}
