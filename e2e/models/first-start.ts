import { expect, type Page } from '@playwright/test';

export interface Person {
  readonly name: string;
  readonly password: string;
}

export const MIRA: Person = { name: 'mira', password: 'fjord lantern copper 41' };

/** The four pages of the first start. */
export class FirstStart {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async where(): Promise<void> {
    await expect(this.#page.getByRole('heading', { name: 'Where should your sealed files live?' })).toBeVisible();
    await this.next();
  }

  async person({ name, password }: Person): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.#page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await this.#page.getByRole('textbox', { name: 'The same password again' }).fill(password);
    await this.next();
  }

  async saveKey(name: string): Promise<void> {
    const field = this.#page.getByRole('textbox', { name: 'Name of this key' });
    await field.fill(name);
    await this.#page.getByRole('button', { name: 'Save key file' }).click();
    await expect(this.#page.getByRole('heading', { name: 'Your key file is saved' })).toBeVisible();
  }

  async done(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Go to Files' }).click();
    await expect(this.#page.getByRole('heading', { name: 'Files', level: 1 })).toBeVisible();
  }

  async all(person: Person = MIRA, key = 'Family photos'): Promise<void> {
    await this.where();
    await this.person(person);
    await this.saveKey(key);
    await this.done();
  }

  async joinInstead(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Open a vault you already have' }).click();
  }

  /** A vault that is there already. */
  async join(place: string, { name, password }: Person): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Folder of the vault' }).fill(place);
    await this.#page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.#page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await this.#page.getByRole('button', { name: 'Open vault' }).click();
  }

  private async next(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Continue' }).click();
  }
}
