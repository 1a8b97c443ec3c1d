import { onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

test('a file is added, renamed and saved by the keyboard alone', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const note = await onDisk(latchkey, 'in/note.txt', 'hello');
  const other = await onDisk(latchkey, 'in/other.txt', 'other');
  const { keyboard } = page;
  const choose = page.getByRole('button', { name: 'Choose files…' });
  await page.locator('body').focus();
  await tabTo(choose);
  const chooser = page.waitForEvent('filechooser');
  await keyboard.press('Enter');
  await (await chooser).setFiles([note, other]);
  await window.files.hasFile('other.txt');
  await window.files.hasFile('note.txt');

  await tabTo(window.files.row('note.txt'));
  await keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'New name of note.txt' })).toBeFocused();
  // The ending is not selected: it stays what it is.
  await keyboard.type('letter');
  await keyboard.press('Enter');
  await window.files.hasFile('letter.txt');
  await tabTo(window.files.row('letter.txt'));
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  await expect(window.files.row('letter.txt')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Space');
  await expect(window.files.details.getByRole('heading', { name: 'letter.txt' })).toBeVisible();
  const download = page.waitForEvent('download');
  await keyboard.press('Control+d');
  expect(String(await savedBytes(await download))).toBe('hello');

  await keyboard.press('Control+f');
  await expect(window.files.search).toBeFocused();
  await keyboard.type('nothing like it');
  await expect(page.getByRole('heading', { name: 'Nothing here is called “nothing like it”' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(window.files.row('letter.txt')).toBeVisible();

  /** At most as many steps as a window has stops. */
  async function tabTo(target: ReturnType<typeof page.locator>): Promise<void> {
    for (let step = 0; step < 30; step++) {
      if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
      await keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  }
});
