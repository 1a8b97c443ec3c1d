import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onDisk } from './fixtures/disk.ts';
import { expect, test, type Latchkey } from './fixtures/latchkey.ts';
import { MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

const RUNTIME = new URL('../build/runtime.mjs', import.meta.url).href;
const MANY_FILES = new URL('fixtures/many-files.ts', import.meta.url).pathname;

async function seed(latchkey: Latchkey, count: number): Promise<void> {
  const key = latchkey.user('Documents', 'Family-photos.key.json');
  const args = [latchkey.user('Latchkey'), MIRA.name, MIRA.password, key, String(count)];
  await promisify(execFile)(process.execPath, ['--import', RUNTIME, MANY_FILES, ...args]);
}

test('ten thousand files are scrolled, sorted, searched, chosen and changed', async ({ latchkey, page }) => {
  test.setTimeout(300_000);
  const window = await Window.open(latchkey, page);
  const { files } = window;
  await seed(latchkey, 10_000);
  await page.reload();
  await files.says(/^10,000 items, /);
  await expect(files.list).toHaveAttribute('aria-rowcount', '10001');
  const isVirtual = async () => expect.poll(() => files.rows.count()).toBeLessThan(100);
  await isVirtual();

  await files.row('IMG_00001.txt').hover();
  await page.mouse.wheel(0, 10_000 * 32);
  await expect(files.row('IMG_10000.txt')).toBeInViewport();
  await isVirtual();
  await page.mouse.wheel(0, -10_000 * 32);
  await expect(files.row('IMG_00001.txt')).toBeInViewport();

  await files.sortBy('Size');
  await expect.poll(() => files.shownNames(1)).toEqual(['IMG_01000.txt']);
  await files.sortBy('Size');
  await expect.poll(async () => (await files.shownNames(1))[0]).toMatch(/^IMG_\d\d999\.txt$/);
  await files.sortBy('Name');

  await page.keyboard.press('Control+f');
  await page.keyboard.type('0777');
  await files.says('11 found');
  await page.keyboard.press('Escape');
  await files.says(/^10,000 items, /);

  await files.select('IMG_00002.txt');
  await files.row('IMG_00005.txt').click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 selected', { exact: true }).first()).toBeVisible();
  await files.row('IMG_00004.txt').click({ modifiers: ['Control'] });
  await expect(page.getByText('3 selected', { exact: true }).first()).toBeVisible();
  await files.select('IMG_00002.txt');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 selected', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('10,000 selected', { exact: true }).first()).toBeVisible();

  await files.select('IMG_00004.txt');
  await page.keyboard.press('End');
  await expect(files.focused).toHaveAttribute('data-row', 'IMG_10000.txt');
  await expect(files.row('IMG_10000.txt')).toBeInViewport();
  await isVirtual();
  await page.keyboard.press('Shift+Home');
  await expect(page.getByText('10,000 selected', { exact: true }).first()).toBeVisible();
  await expect(files.row('IMG_00001.txt')).toBeInViewport();
  // A busy machine may rest for a second between two letters, which begins a new word.
  await expect(async () => {
    await page.keyboard.type('img_07777');
    await expect(files.focused).toHaveAttribute('data-row', 'IMG_07777.txt', { timeout: 2_000 });
  }).toPass();
  await expect(files.row('IMG_07777.txt')).toBeInViewport();

  await files.rename('IMG_07777.txt', 'a cat.txt');
  await expect(files.focused).toHaveAttribute('data-row', 'a cat.txt');
  await expect(files.row('a cat.txt')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(files.focused).toHaveAttribute('data-row', 'a cat.txt');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+Shift+M');
  const move = window.dialog('Move 3 items to');
  await move.getByRole('textbox', { name: 'Name of the new folder' }).fill('Cats');
  await move.getByRole('button', { name: 'Move' }).click();
  // Each change lists the vault first, and the disk of a machine that does other things is slow.
  await expect(window.toast('3 items are in Cats now')).toBeVisible({ timeout: 30_000 });
  await files.says(/^9,998 items, /);
  await expect(files.row('Cats')).toContainText('3 items');

  await files.press('IMG_00003.txt', 'Delete');
  await expect(window.toast('IMG_00003.txt is in the trash')).toBeVisible({ timeout: 30_000 });
  await files.says(/^9,997 items, /);
  await expect(files.row('IMG_00003.txt')).toBeHidden();
  // The keyboard goes on where it was.
  await expect(files.focused).toHaveAttribute('data-row', 'IMG_00004.txt');
});

test('a file is renamed, moved, trashed, brought back and deleted for good', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { files } = window;
  const names = ['a.txt', 'b.txt', 'c.txt'];
  const paths = await Promise.all(names.map((name) => onDisk(latchkey, `in/${name}`, `content of ${name}`)));
  await window.add(...paths);

  await files.rename('a.txt', 'letter.txt');
  await expect(files.row('a.txt')).toBeHidden();

  await files.select('b.txt');
  await files.row('c.txt').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+Shift+M');
  const move = window.dialog('Move 2 items to');
  await move.getByRole('textbox', { name: 'Name of the new folder' }).fill('Holiday');
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(window.toast('2 items are in Holiday now')).toBeVisible();
  await expect(files.row('Holiday')).toContainText('2 items');
  await expect(files.row('b.txt')).toBeHidden();

  await files.press('letter.txt', 'Delete');
  await expect(window.toast('letter.txt is in the trash')).toBeVisible();
  await expect(files.row('letter.txt')).toBeHidden();
  await window.undo('letter.txt is in the trash');
  await expect(files.row('letter.txt')).toBeVisible();

  await files.open('Holiday');
  await files.select('b.txt');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(window.toast('2 items are in the trash')).toBeVisible();
  await window.go('Trash');
  await files.row('Holiday').or(files.row('b.txt')).waitFor();
  if (await files.row('Holiday').isVisible()) await files.open('Holiday');
  await files.row('b.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Put back' }).click();
  await expect(files.row('b.txt')).toBeHidden();
  await files.press('c.txt', 'Delete');
  const remove = window.dialog('Delete c.txt for good?');
  await expect(remove).toContainText('not even with the key file.');
  await expect(remove.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await remove.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await window.go('Files');
  await expect(files.row('Holiday')).toContainText('1 item');
});

test('the same path keeps its versions, and an earlier one comes back', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { files } = window;
  await window.add(await onDisk(latchkey, 'in/plan.txt', 'one'));
  await window.drop(await onDisk(latchkey, 'in/plan.txt', 'the second'));
  await expect(files.row('plan.txt')).toContainText('10 bytes');
  await files.select('plan.txt');
  const versions = files.details.getByRole('listitem');
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText('10 bytes');
  await expect(versions.first()).toContainText('Current');
  await versions
    .last()
    .getByRole('button', { name: /^Restore the version from / })
    .click();
  await expect(window.toast('plan.txt is as it was')).toBeVisible();
  await expect(files.row('plan.txt')).toContainText('3 bytes');
  await files.select('plan.txt');
  await expect(versions).toHaveCount(3);
});
