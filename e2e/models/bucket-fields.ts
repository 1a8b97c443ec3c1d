import { expect, type Locator, type Page } from '@playwright/test';

export interface TypedBucket {
  readonly bucket: string;
  readonly folder: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The fields that say which bucket, on the pages that ask where a vault lives. */
export class BucketFields {
  readonly #page: Page;
  readonly works: Locator;
  readonly untrusted: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.works = page.getByText('The connection works.');
    this.untrusted = page.getByRole('alert').filter({ hasText: 'This computer does not trust the certificate' });
  }

  async choose(): Promise<void> {
    await this.#page.getByText('A cloud bucket').click();
    await expect(this.field('Bucket')).toBeVisible();
  }

  async enter(typed: TypedBucket): Promise<void> {
    await this.#page.getByRole('button', { name: /Service$/ }).click();
    await this.#page.getByRole('option', { name: 'Ceph' }).click();
    await this.field('Bucket').fill(typed.bucket);
    await this.field('Folder in it').fill(typed.folder);
    await this.field('Address of the server').fill(typed.endpoint);
    await this.field('Access key ID').fill(typed.accessKeyId);
    await this.field('Secret access key').fill(typed.secretAccessKey);
  }

  async test(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Test connection' }).click();
  }

  async trust(): Promise<void> {
    await this.untrusted.getByRole('button', { name: 'Trust this certificate' }).click();
  }

  field(label: string): Locator {
    return this.#page.getByRole('textbox', { name: label, exact: true });
  }

  /** What is said of one field. */
  async saysOf(label: string, words: string): Promise<void> {
    await expect(this.field(label)).toHaveAccessibleDescription(new RegExp(words));
  }
}
