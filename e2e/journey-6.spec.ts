import { readFile } from 'node:fs/promises';
import { type Browser, type Page, request } from '@playwright/test';
import { onDisk } from './fixtures/disk.ts';
import { expect, test, type Latchkey } from './fixtures/latchkey.ts';
import type { Person } from './models/first-start.ts';
import { SharedView } from './models/shared-view.ts';
import { Window } from './models/window.ts';

const BEN: Person = { name: 'ben', password: 'harbour violin meadow 17' };

/** Somebody else at the same Latchkey: a window of their own, logged in to their own account. */
async function secondPerson(latchkey: Latchkey, browser: Browser, first: Page): Promise<Page> {
  const origin = new URL(latchkey.address).origin;
  const api = await request.newContext({ ignoreHTTPSErrors: true });
  const { name: username, password } = BEN;
  expect((await api.post(`${origin}/user/create`, { data: { username, password } })).status()).toBe(201);
  await api.dispose();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  await context.addCookies((await first.context().cookies()).filter(({ name }) => name.endsWith('-local')));
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByRole('textbox', { name: 'Your name' }).fill(username);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible({ timeout: 60_000 });
  return page;
}

test('journey 6: a file is shared with another account, once the six words were compared', async ({
  latchkey,
  page,
  browser,
}) => {
  const mira = new Window(page);
  await Window.open(latchkey, page);
  await mira.add(await onDisk(latchkey, 'in/fjord.txt', Buffer.from('the fjord')));
  const other = await secondPerson(latchkey, browser, page);
  const [ben, theirs, hers] = [new Window(other), new SharedView(other), new SharedView(page)];
  await ben.go('Shared');
  await expect(other.getByRole('heading', { name: 'Nothing is shared with you yet' })).toBeVisible();
  const words = await theirs.own();

  await mira.files.row('fjord.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  const dialog = mira.dialog('Share fjord.txt');
  await dialog.getByRole('textbox').fill('bne');
  await dialog.getByRole('button', { name: 'Share' }).click();
  await expect(dialog.getByText('Nobody in this vault is called bne.')).toBeVisible();
  await dialog.getByRole('textbox').fill('ben');
  await page.keyboard.press('Enter');
  const comparison = mira.dialog('Compare six words with ben');
  expect(await hers.words(comparison)).toBe(words);
  await comparison.getByRole('button', { name: 'They match' }).click();
  await expect(mira.toast('Shared with ben')).toBeVisible({ timeout: 60_000 });

  await other.reload();
  await theirs.row('fjord.txt').getByRole('button', { name: 'Compare words with mira' }).click();
  await ben.dialog('Compare six words with mira').getByRole('button', { name: 'They match' }).click();
  const saving = other.waitForEvent('download');
  await theirs.row('fjord.txt').getByRole('button', { name: 'Download fjord.txt' }).click();
  expect(await readFile(await (await saving).path(), 'utf8')).toBe('the fjord');

  await mira.go('Shared');
  await hers.by('By me');
  await hers
    .row('fjord.txt')
    .getByRole('button', { name: /^Stop sharing/ })
    .click();
  const ending = mira.dialog('Stop sharing fjord.txt with ben?');
  await expect(ending.getByText('A copy they have saved stays with them.')).toBeVisible();
  await ending.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByRole('heading', { name: 'You share nothing yet' })).toBeVisible();
  await other.reload();
  await expect(other.getByRole('heading', { name: 'Nothing is shared with you yet' })).toBeVisible();
  await other.context().close();
});
