import type { Page } from '@playwright/test';
import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test, type Latchkey } from './fixtures/latchkey.ts';
import { picture } from './models/picture.ts';
import { Window } from './models/window.ts';

async function withFiles(latchkey: Latchkey, page: Page, ...names: string[]): Promise<Window> {
  const window = await Window.open(latchkey, page);
  await window.add(...(await Promise.all(names.map((name) => onDisk(latchkey, `in/${name}`, `content of ${name}`)))));
  return window;
}

test('a row is dragged onto a folder, and all that is selected goes with it', async ({ latchkey, page }) => {
  const window = await withFiles(latchkey, page, 'a.txt', 'b.txt', 'c.txt', 'd.txt');
  const { files } = window;
  await onDisk(latchkey, 'in/Box/first.txt', 'first');
  await window.add(latchkey.user('in/Box'));
  await files.dragOnto('a.txt', 'Box');
  await expect(window.toast('a.txt is in Box now')).toBeVisible();
  await expect(files.row('Box')).toContainText('2 items');
  await files.select('b.txt');
  await files.row('c.txt').click({ modifiers: ['Control'] });
  await files.dragOnto('c.txt', 'Box');
  await expect(window.toast('2 items are in Box now')).toBeVisible();
  await expect(files.row('Box')).toContainText('4 items');
  // A file takes nothing, nor does a folder take itself.
  await files.dragOnto('Box', 'd.txt');
  await files.dragOnto('Box', 'Box');
  await files.open('Box');
  await expect(files.rows).toHaveCount(4);
});

for (const form of ['List', 'Grid'] as const) {
  test(`rows are chosen and gone through by keyboard (${form})`, async ({ latchkey, page }) => {
    const window = await withFiles(latchkey, page, 'alpha.txt', 'beta.txt', 'gamma.txt', 'two words.txt');
    const { files } = window;
    const { keyboard } = page;
    const at = (name: string) => expect(files.focused).toHaveAttribute('data-row', name);
    await files.show(form);
    await files.select('alpha.txt');
    const next = form === 'List' ? 'ArrowDown' : 'ArrowRight';
    await keyboard.press(next);
    await at('beta.txt');
    await keyboard.press('Control+End');
    await at('two words.txt');
    await expect(files.row('beta.txt')).toHaveAttribute('aria-selected', 'true');
    await expect(files.row('two words.txt')).toHaveAttribute('aria-selected', 'false');
    await keyboard.press('Control+Space');
    await expect(page.getByText('2 selected', { exact: true }).first()).toBeVisible();
    await keyboard.press('Home');
    await at('alpha.txt');
    await expect(page.getByText('1 selected', { exact: true }).first()).toBeVisible();
    await keyboard.press('PageDown');
    await at('two words.txt');
    await keyboard.type('g');
    await at('gamma.txt');
    await keyboard.press('Control+a');
    await expect(page.getByText('4 selected', { exact: true }).first()).toBeVisible();
    await keyboard.press('Escape');
    await expect(files.list.locator('[aria-selected=true]')).toHaveCount(0);
    await at('gamma.txt');
    // What Space shows is what has the focus, though nothing was selected.
    await keyboard.press('Space');
    await expect(files.row('gamma.txt')).toHaveAttribute('aria-selected', 'true');
    await expect(files.details.getByRole('heading', { name: 'gamma.txt' })).toBeVisible();
  });
}

test('column heads sort by keyboard, and say how', async ({ latchkey, page }) => {
  const { files } = await withFiles(latchkey, page, 'aa.txt', 'b.txt');
  const head = (name: string) => files.list.getByRole('columnheader', { name });
  await files.select('aa.txt');
  await page.keyboard.press('Shift+Tab');
  await expect(head('Name').getByRole('button')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(head('Size').getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(head('Size')).toHaveAttribute('aria-sort', 'ascending');
  await expect(head('Name')).toHaveAttribute('aria-sort', 'none');
  expect(await files.shownNames(2)).toEqual(['b.txt', 'aa.txt']);
});

test('a floating panel is closed by Esc from anywhere, and the selection stays', async ({ latchkey, page }) => {
  const { files } = await withFiles(latchkey, page, 'a.txt', 'b.txt');
  await page.setViewportSize({ width: 1000, height: 700 });
  await files.press('a.txt', 'Space');
  await expect(files.details).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(files.details).toBeHidden();
  await expect(files.row('a.txt')).toHaveAttribute('aria-selected', 'true');
  await files.press('a.txt', 'Space');
  await expect(files.details).toBeVisible();
  // A menu takes Esc first.
  await files.details.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menu')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(files.details).toBeVisible();
  await files.search.focus();
  await page.keyboard.press('Escape');
  await expect(files.details).toBeHidden();
});

test('a picture that is made after its row was drawn appears by itself', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const late = Promise.withResolvers<void>();
  // The small picture waits until the row has asked for it in vain.
  await page.route('**/api/uploads/*/files/*/thumbnail', async (route) => {
    await late.promise;
    await route.continue();
  });
  const missing = page.waitForResponse((answer) => answer.url().endsWith('/thumbnail') && answer.status() === 404);
  await window.drop(await onDisk(latchkey, 'in/reine.png', await picture(page, 'reine')));
  await window.files.hasFile('reine.png');
  await missing;
  late.resolve();
  const image = window.files.row('reine.png').locator('img');
  await expect
    .poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth).catch(() => 0))
    .toBeGreaterThan(0);
});

test('a long name loses its middle, and its ending follows without a gap', async ({ latchkey, page }) => {
  const long = `${'a-very-long-name-'.repeat(9)}0042.txt`;
  const window = await Window.open(latchkey, page);
  await page.setViewportSize({ width: 900, height: 600 });
  await window.add(await onDisk(latchkey, `in/${long}`, bytesOf(10)));
  const row = window.files.row(long);
  await expect(row).toContainText(long);
  const name = row.getByTitle(long);
  await expect(name.locator('span').last()).toHaveText('-0042.txt');
  /** Between the end of the name and that of its room, CSS px. */
  const slack = () =>
    name.evaluate(
      (whole) =>
        whole.getBoundingClientRect().right - (whole.lastElementChild?.getBoundingClientRect().right ?? Infinity),
    );
  // Less than a letter is left over, and nothing is cut off.
  expect(await slack()).toBeGreaterThanOrEqual(0);
  expect(await slack()).toBeLessThan(14);
  // Where the folder stands behind it there is less room.
  await window.files.press(long, 'Delete');
  await window.go('Trash');
  await expect(row).toContainText('in Files');
  await expect(name.locator('span').last()).toHaveText('-0042.txt');
  expect(await slack()).toBeGreaterThanOrEqual(0);
});
