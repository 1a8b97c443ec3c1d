import type { Locator, Page } from '@playwright/test';

/** The dialogs that ask for a key file and its passphrase. */
export class KeyDialogs {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** "Where is the key file for cat.png?" */
  pointer(name: string): Locator {
    return this.#page.getByRole('dialog', { name: `Where is the key file for ${name}?` });
  }

  /** “Work” does not open cat.png */
  wrongKey(picked: string, name: string): Locator {
    return this.#page.getByRole('dialog', { name: `“${picked}” does not open ${name}` });
  }

  passphrase(key: string): Locator {
    return this.#page.getByRole('dialog', { name: `Passphrase of “${key}”` });
  }

  /** Presses what leads to the file chooser, and points at a key file there. */
  async pointAt(button: Locator, path: string): Promise<void> {
    const chooser = this.#page.waitForEvent('filechooser');
    await button.click();
    await (await chooser).setFiles(path);
  }

  async type(dialog: Locator, passphrase: string): Promise<void> {
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await this.#page.keyboard.press('Enter');
  }
}
