import { expect, type Locator, type Page } from '@playwright/test';

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

  async show(direction: 'All' | 'Up' | 'Down'): Promise<void> {
    const choice = this.#page.getByRole('radio', { name: direction });
    await choice.focus();
    await this.#page.keyboard.press('Space');
    await expect(choice).toBeChecked();
  }

  section(name: Section): Locator {
    return this.#page.getByRole('grid', { name });
  }

  row(section: Section, name: string | RegExp): Locator {
    return this.section(section).getByRole('row').filter({ hasText: name });
  }

  /** As a desktop does, which knows paths: the server reads the files itself. Sealed with the only key. */
  async uploadPaths(...paths: string[]): Promise<void> {
    const status = await this.#page.evaluate(async (given) => {
      const { keys } = (await (await fetch('/api/keys')).json()) as { keys: { id: string }[] };
      const body = JSON.stringify({ paths: given, key: { id: keys[0]?.id } });
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/uploads', { method: 'POST', headers, body })).status;
    }, paths);
    expect(status).toBe(202);
  }

  async percentOf(row: Locator): Promise<number> {
    return Number((await row.getByRole('progressbar').getAttribute('aria-valuenow')) ?? Number.NaN);
  }
}
