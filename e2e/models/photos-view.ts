import { expect, type Locator, type Page } from '@playwright/test';

/** The room of pictures by month. */
export class PhotosView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get grid(): Locator {
    return this.#page.getByRole('grid', { name: 'Photos by month' });
  }

  get tiles(): Locator {
    return this.grid.locator('[data-row]');
  }

  /** The picture that has the keyboard's focus. */
  get focused(): Locator {
    return this.grid.locator('[data-row]:focus');
  }

  /** The head of a month, with its counts. */
  month(name: string): Locator {
    return this.grid.getByRole('rowheader', { name: new RegExp(`^${RegExp.escape(name)} `) });
  }

  /** Years and months at the right. */
  get rail(): Locator {
    return this.#page.getByRole('toolbar', { name: 'Years and months' });
  }

  tile(name: string): Locator {
    return this.grid.getByRole('row', { name: new RegExp(`^${RegExp.escape(name)},`) });
  }

  /** What stands for pictures whose key is not open. */
  fold(words: string | RegExp): Locator {
    return this.grid.getByRole('row').filter({ hasText: words });
  }

  /** Its small picture is there, in its own shape. */
  async isSeen(name: string): Promise<void> {
    const image = this.tile(name).locator('img');
    await expect(this.tile(name)).not.toHaveAttribute('data-pending');
    await expect(image).toBeVisible();
    await expect
      .poll(() =>
        image.evaluate(({ naturalWidth, naturalHeight, clientWidth, clientHeight }: HTMLImageElement) =>
          Math.abs(Math.log((naturalWidth * clientHeight) / (naturalHeight * clientWidth))),
        ),
      )
      .toBeLessThan(0.03);
  }

  /** Names of the pictures that are built, as they are read. */
  names(): Promise<string[]> {
    return this.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-row') ?? ''));
  }

  async add(...paths: string[]): Promise<void> {
    const chooser = this.#page.waitForEvent('filechooser');
    await this.#page.getByRole('button', { name: 'Add photos' }).click();
    await (await chooser).setFiles(paths);
  }
}
