import { expect, type Locator, type Page } from '@playwright/test';
import type { Window } from './window.ts';

/** The room of download links, and the dialog that makes one. */
export class LinksView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  row(name: string): Locator {
    return this.#page.getByRole('grid', { name: 'Links, newest first' }).getByRole('row', { name });
  }

  /** From the menu of a row to the dialog that asks what the link is to be like. */
  async begin(window: Window, name: string): Promise<Locator> {
    await window.files.row(name).click({ button: 'right' });
    await this.#page.getByRole('menuitem', { name: 'Get link…' }).click();
    const form = window.dialog(`Get a link to ${name}`);
    await expect(form).toBeVisible();
    return form;
  }

  server(form: Locator): Locator {
    return form.getByRole('textbox', { name: 'Server that others reach' });
  }

  async withdraw(window: Window, name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Withdraw the link to ${name}` })
      .click();
    await window.dialog(`Withdraw the link to ${name}?`).getByRole('button', { name: 'Withdraw' }).click();
    await expect(window.toast(`The link to ${name} is withdrawn`)).toBeVisible();
  }
}
