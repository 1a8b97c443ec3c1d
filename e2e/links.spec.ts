import { onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

test('a link is made of files, copied once, found in its room, and withdrawn', async ({ latchkey, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const window = await Window.open(latchkey, page);
  await window.go('Links');
  await expect(page.getByRole('heading', { name: 'Hand files to somebody without Latchkey' })).toBeVisible();
  await page.getByRole('button', { name: 'Get a link…' }).click();
  await expect(window.dialog('What should the link open?')).toContainText('Nothing is in this vault yet.');
  await page.keyboard.press('Escape');
  await window.go('Files');
  await window.add(await onDisk(latchkey, 'in/plan.txt', 'a plan'));

  const { links } = window;
  await window.go('Links');
  await page.getByRole('button', { name: 'Get a link…' }).click();
  await page.getByRole('textbox', { name: 'Find a file or folder' }).fill('plan');
  await page.keyboard.press('Enter');
  const form = window.dialog('Get a link to plan.txt');
  await expect(form).toContainText('This link will work on this computer only.');
  await links.server(form).fill('http://files.example.org');
  await form.getByRole('button', { name: 'Get link' }).click();
  await expect(form).toContainText('This is no address of a server.');
  await links.server(form).fill('files.example.org');
  await expect(form).not.toContainText('This link will work on this computer only.');
  await form.getByRole('button', { name: 'Get link' }).click();
  const made = window.dialog('The link is ready');
  await expect(made).toContainText('The first download uses it up. Looking at the page does not.');
  await made.getByRole('button', { name: 'Copy link' }).click();
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^https:\/\/files\.example\.org\/d\/[0-9a-f]{32}#[\w-]{43}$/);
  await page.keyboard.press('Escape');

  await window.go('Links');
  await expect(links.row('plan.txt')).toContainText('1 file, 6 bytes');
  await expect(links.row('plan.txt')).toContainText('1 download left');
  expect(await page.content()).not.toContain(copied.split('#')[1]);
  await links.withdraw(window, 'plan.txt');
  await expect(page.getByRole('heading', { name: 'Hand files to somebody without Latchkey' })).toBeVisible();
});
