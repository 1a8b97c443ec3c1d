import { expect, type Locator, type Page } from '@playwright/test';

/** The room of keys. */
export class KeysView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is known of a key, beside the list. */
  details(name: string): Locator {
    return this.#page.getByRole('region', { name, exact: true });
  }

  row(name: string): Locator {
    return this.#page
      .getByRole('grid', { name: 'Keys' })
      .getByRole('row', { name: new RegExp(`^${RegExp.escape(name)}, `) });
  }

  async choose(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.details(name)).toBeVisible();
  }

  /** Makes a key; its file goes into Documents. @param isNext whether it seals what is added next */
  async make(name: string, passphrase?: string, isNext = true): Promise<void> {
    await this.#page.getByRole('button', { name: 'New key' }).click();
    const dialog = this.#page.getByRole('dialog', { name: 'Make a new key' });
    await dialog.getByRole('textbox', { name: 'Name of this key' }).fill(name);
    if (passphrase !== undefined) {
      await dialog.getByText('Protect the key file with a passphrase').click();
      await dialog.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase);
      await dialog.getByRole('textbox', { name: 'The same passphrase again' }).fill(passphrase);
    }
    if (isNext) await dialog.getByText('Use it for what I add next').click();
    await dialog.getByRole('button', { name: 'Save key file' }).click();
    await expect(this.details(name)).toBeVisible();
  }

  async forget(name: string): Promise<void> {
    await this.choose(name);
    await this.details(name).getByRole('button', { name: 'Forget this place…' }).click();
    const dialog = this.#page.getByRole('dialog', { name: `Forget where “${name}” is?` });
    await dialog.getByRole('button', { name: 'Forget this place' }).click();
    await expect(this.details(name)).toContainText('Place not remembered');
  }

  /** Presses what asks for a key file and points at one. */
  async check(path: string, button = this.#page.getByRole('button', { name: 'Check a key file…' })): Promise<void> {
    const chooser = this.#page.waitForEvent('filechooser');
    await button.click();
    await (await chooser).setFiles(path);
  }
}
