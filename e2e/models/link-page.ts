import type { Download, Locator, Page } from '@playwright/test';

/** The page behind a one-time link, as somebody sees it who has no Latchkey. */
export class LinkPage {
  readonly page: Page;
  readonly save: Locator;
  readonly password: Locator;

  constructor(page: Page) {
    this.page = page;
    this.save = page.getByRole('button', { name: 'Open and save' });
    this.password = page.getByLabel('Password');
  }

  title(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  async open(address: string): Promise<void> {
    // The same path with another fragment would load nothing.
    await this.page.goto('about:blank');
    await this.page.goto(address);
  }

  /** Does what makes the browser save a file. */
  async saving(doing: () => Promise<void>): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), doing()]);
    return download;
  }

  /** Names of all that the page keeps in this browser, folders with what is in them. */
  kept(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const names: string[] = [];
      const walk = async (folder: FileSystemDirectoryHandle) => {
        for await (const entry of folder.values()) {
          if (entry.kind === 'directory') await walk(entry);
          else names.push(entry.name);
        }
      };
      await walk(await navigator.storage.getDirectory());
      return [...names, ...Object.keys(localStorage)];
    });
  }
}
