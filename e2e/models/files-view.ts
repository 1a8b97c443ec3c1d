import { expect, type Download, type Locator, type Page } from '@playwright/test';

/** The room of files, and the trash that looks the same. */
export class FilesView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get list(): Locator {
    return this.#page.getByRole('grid', { name: /^Files in / });
  }

  get rows(): Locator {
    return this.list.locator('[data-row]');
  }

  /** The status line's words on the list; what the window shows instead where it has none. */
  async sum(): Promise<string> {
    const line = this.#page.locator('[data-sum]');
    if ((await line.count()) > 0) return line.innerText();
    return `no status line: ${(await this.#page.locator('body').innerText()).slice(0, 500)}`;
  }

  /** Waits for words of the status line. */
  async says(words: RegExp | string, timeout = 30_000): Promise<void> {
    const shown = expect.poll(() => this.sum(), { timeout });
    await (typeof words === 'string' ? shown.toBe(words) : shown.toMatch(words));
  }

  /** The row that has the keyboard's focus. */
  get focused(): Locator {
    return this.list.locator('[data-row]:focus');
  }

  get search(): Locator {
    return this.#page.getByRole('searchbox');
  }

  get details(): Locator {
    return this.#page.getByRole('complementary', { name: 'Details' });
  }

  /** The row of a file or folder; names are read first. */
  row(name: string): Locator {
    return this.list.getByRole('row', { name: new RegExp(`^${RegExp.escape(name)}(?=,| |$)`) });
  }

  /** It is in the vault: no mark of a transfer is left on its row. */
  async hasFile(name: string): Promise<void> {
    await expect(this.row(name)).toBeVisible();
    await expect(this.row(name)).not.toHaveAccessibleName(/ (\d+ %|waits)(,|$)/);
  }

  async select(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.row(name)).toHaveAttribute('aria-selected', 'true');
  }

  async open(name: string): Promise<void> {
    await this.hasFile(name);
    await this.row(name).dblclick();
  }

  /** Presses the keys that stand for it while its row has the focus. */
  async press(name: string, keys: string): Promise<void> {
    await this.select(name);
    await this.#page.keyboard.press(keys);
  }

  async rename(name: string, to: string): Promise<void> {
    await this.press(name, 'F2');
    await this.#page.getByRole('textbox', { name: `New name of ${name}` }).fill(to);
    await this.#page.keyboard.press('Enter');
    await expect(this.row(to)).toBeVisible({ timeout: 30_000 });
  }

  async download(name: string): Promise<Download> {
    const download = this.#page.waitForEvent('download');
    await this.press(name, 'Control+d');
    return download;
  }

  /** Drags a row onto a folder as a mouse does. */
  async dragOnto(name: string, folder: string): Promise<void> {
    await this.row(name).dragTo(this.row(folder));
  }

  async add(what: 'Files…' | 'A folder…', ...paths: string[]): Promise<void> {
    const chooser = this.#page.waitForEvent('filechooser');
    await this.#page.getByRole('button', { name: 'Add files' }).click();
    await this.#page.getByRole('menuitem', { name: what }).click();
    await (await chooser).setFiles(paths);
  }

  async show(form: 'List' | 'Grid'): Promise<void> {
    const choice = this.#page.getByRole('radio', { name: form });
    await choice.focus();
    await this.#page.keyboard.press('Space');
    await expect(choice).toBeChecked();
  }

  async sortBy(column: 'Name' | 'Changed' | 'Size' | 'Key'): Promise<void> {
    await this.list.getByRole('columnheader', { name: column }).click();
  }

  /** Names as they stand in the list from the top. */
  async shownNames(count: number): Promise<string[]> {
    const labels = await this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
    return labels.slice(0, count).map((label) => label.split(', ')[0] ?? '');
  }
}
