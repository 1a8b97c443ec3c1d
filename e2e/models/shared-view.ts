import { expect, type Locator, type Page } from '@playwright/test';

/** The room of what is shared between accounts, and the dialogs of sharing. */
export class SharedView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  row(name: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: name });
  }

  /** Six words as they stand in an open dialog. */
  async words(dialog: Locator): Promise<string> {
    const words = dialog.locator('ol > li');
    await expect(words).toHaveCount(6);
    return (await words.allTextContents()).join(' ');
  }

  async by(which: 'With me' | 'By me'): Promise<void> {
    await this.#page.getByRole('radio', { name: which }).click();
  }

  /** The words of the account that is open. */
  async own(): Promise<string> {
    await this.#page.getByRole('button', { name: 'My six words…' }).click();
    const dialog = this.#page.getByRole('dialog', { name: 'Your six words' });
    const words = await this.words(dialog);
    await dialog.getByRole('button', { name: 'Close' }).click();
    return words;
  }
}
