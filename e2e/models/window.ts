import { expect, type Locator, type Page } from '@playwright/test';
import { Drag } from '../fixtures/drag.ts';
import { makeVault } from '../fixtures/made-vault.ts';
import type { Latchkey } from '../fixtures/latchkey.ts';
import { FilesView } from './files-view.ts';
import { MIRA } from './first-start.ts';
import { KeyDialogs } from './key-dialogs.ts';
import { LinksView } from './links-view.ts';
import { KeysView } from './keys-view.ts';
import { PhotosView } from './photos-view.ts';
import { TransfersView } from './transfers-view.ts';

export type Room = 'Files' | 'Photos' | 'Shared' | 'Links' | 'Transfers' | 'Keys' | 'Activity' | 'Trash' | 'Settings';

/** The window of an open vault: its sidebar, its rooms, and what hangs over all of them. */
export class Window {
  readonly page: Page;
  readonly files: FilesView;
  readonly photos: PhotosView;
  readonly transfers: TransfersView;
  readonly keys: KeysView;
  readonly links: LinksView;
  readonly keyDialogs: KeyDialogs;

  constructor(page: Page) {
    this.page = page;
    this.files = new FilesView(page);
    this.photos = new PhotosView(page);
    this.transfers = new TransfersView(page);
    this.keys = new KeysView(page);
    this.links = new LinksView(page);
    this.keyDialogs = new KeyDialogs(page);
  }

  /** As after a first start: the empty vault of somebody who has one key, "Family photos". */
  static async open(latchkey: Latchkey, page: Page): Promise<Window> {
    await makeVault(latchkey, MIRA.name, MIRA.password, 'Family photos');
    const window = new Window(page);
    await window.unlock(latchkey);
    await expect(page.getByRole('heading', { name: 'Files', level: 1 })).toBeVisible();
    return window;
  }

  /** Latchkey was started again: its new address, and the password. */
  async unlock(latchkey: Latchkey): Promise<void> {
    await this.page.goto(latchkey.address);
    await this.page.getByRole('textbox', { name: 'Password', exact: true }).fill(MIRA.password);
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('navigation', { name: 'Rooms' })).toBeVisible();
  }

  async go(room: Room): Promise<void> {
    const row = this.page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('link', { name: new RegExp(`^${room}`) });
    await row.click();
    await expect(row).toHaveAttribute('aria-current', 'page');
  }

  dragOver(...paths: string[]): Promise<Drag> {
    return Drag.over(this.page, paths);
  }

  /** Drops what lies on the disk into the middle of the window. */
  async drop(...paths: string[]): Promise<void> {
    const drag = await this.dragOver(...paths);
    await drag.drop();
  }

  /** Puts files into the open folder and waits until each has its row. */
  async add(...paths: string[]): Promise<void> {
    await this.drop(...paths);
    for (const path of paths) await this.files.hasFile(path.split('/').at(-1) ?? '');
  }

  dialog(title: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name: title }).or(this.page.getByRole('alertdialog', { name: title }));
  }

  /** The action of one message: others may stand beside it. */
  async undo(words: string): Promise<void> {
    const message = this.page.getByRole('alertdialog').filter({ hasText: words });
    await message.getByRole('button', { name: 'Undo' }).click();
  }

  toast(words: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'Messages' }).getByText(words);
  }
}
