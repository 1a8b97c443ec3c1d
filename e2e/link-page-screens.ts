import { mkdir } from 'node:fs/promises';
import { bytesOf } from './fixtures/disk.ts';
import { expect, test } from './fixtures/links.ts';
import { LinkPage } from './models/link-page.ts';

const FOLDER = new URL('../dist/screenshots/', import.meta.url).pathname;
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];
const MIB = 2 ** 20;
/** So that a picture of today looks like one of tomorrow. */
const EXPIRY = Date.UTC(2027, 10, 27, 14);

for (const theme of ['light', 'dark'] as const) {
  test(`the page behind a link in every state (${theme})`, async ({ links, page }) => {
    await mkdir(FOLDER, { recursive: true });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const link = new LinkPage(page);
    const take = async (name: string, title: string | RegExp) => {
      await expect(link.title(title)).toBeVisible();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.screenshot({ path: `${FOLDER}link-${name}-${theme}-${size.width}.png`, animations: 'disabled' });
      }
    };
    const add = (more: object = {}) =>
      links.add({ files: { 'cabin-contract.pdf': bytesOf(2_400_000) }, lasts: EXPIRY - Date.now(), ...more });

    const one = await add();
    await link.open(one);
    await take('ready', /mira\W? sent you a file/);
    await page.getByRole('button', { name: 'How this works' }).click();
    await take('how', /mira\W? sent you a file/);
    await link.saving(() => link.save.click());
    await take('done', 'Your file is here');
    await page.getByRole('button', { name: 'Remove the copy now' }).click();
    await take('removed', 'The copy in this browser is removed');
    await link.open(one);
    await take('used', 'This link is used up');
    await page.route('**/d/*/state', async (route) => {
      const { box: _, kdf: __, ...state } = (await (await route.fetch()).json()) as Record<string, unknown>;
      await route.fulfill({ json: { ...state, state: 'expired', expiry: Date.UTC(2026, 0, 2, 10) } });
    });
    await link.open(await add());
    await take('expired', 'This link has expired');
    await page.unroute('**/d/*/state');
    await link.open((await add()).slice(0, -3));
    await take('incomplete', 'A part of the address is missing');
    await link.open((await add()).replace(/#.{4}/, '#AAAA'));
    await take('tampered', 'This link does not match its seal');
    const away = await add();
    await links.withdraw(away);
    await link.open(away);
    await take('gone', 'There is nothing at this link');

    const many = {
      'Lofoten 2026/hamnoy-morning.jpg': bytesOf(24 * MIB),
      'Lofoten 2026/a-very-long-name-that-does-not-fit-into-its-line-and-has-an-ending-that-counts-0042.jpg':
        bytesOf(9),
      'list.txt': bytesOf(7_000),
    };
    await link.open(await add({ files: many, downloads: 3, password: 'seven quiet boats' }));
    await take('password', 'This link asks for a password');
    await link.password.fill('no');
    await link.password.press('Enter');
    await expect(page.getByText('This password does not open')).toBeVisible();
    await take('wrong-password', 'This link asks for a password');
    await link.password.fill('seven quiet boats');
    await link.password.press('Enter');
    await take('ready-many', /mira\W? sent you 3 files/);
    links.line.stallAfter = 12 * MIB;
    await link.save.click();
    await expect(page.getByText(/^1\d of 25 MB/).first()).toBeVisible();
    await take('going', 'Opening your files');
    links.line.breakOff();
    await expect(page.getByText('The connection is gone')).toBeVisible();
    await take('interrupted', 'Opening your files');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await take('cancelled', /mira\W? sent you 3 files/);
    await link.save.click();
    await take('done-many', 'Your files are here');

    const damaged = await add();
    await links.damage();
    await link.open(damaged);
    await link.save.click();
    await take('damaged', 'This file could not be opened');

    await page.addInitScript(() => {
      const estimate = async () => ({ quota: 5e8, usage: 4.99e8 });
      Object.defineProperty(StorageManager.prototype, 'estimate', { value: estimate });
    });
    await link.open(await add());
    await link.save.click();
    await expect(page.getByText('There is no room for 2.4 MB')).toBeVisible();
    await take('no-room', /mira\W? sent you a file/);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await expect(second.getByText('This link is open in another tab')).toBeVisible();
    await second.close();
  });
}
