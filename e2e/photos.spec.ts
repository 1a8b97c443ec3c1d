import { execFile } from 'node:child_process';
import { rename, utimes } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { photoOnDisk } from './fixtures/photos.ts';
import { MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

const RUNTIME = new URL('../build/runtime.mjs', import.meta.url).href;
const MANY_FILES = new URL('fixtures/many-files.ts', import.meta.url).pathname;

test('pictures stand by month in their own shapes, are looked through, thrown away and brought back', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  const { photos } = window;
  const { keyboard } = page;
  const viewer = (name: string) => window.dialog(`Picture ${name}`);
  const at = (name: string) => expect(photos.focused).toHaveAttribute('data-row', name);
  await window.go('Photos');
  await expect(page.getByRole('heading', { name: 'No photos here yet' })).toBeVisible();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose photos…' }).click();
  const film = await onDisk(latchkey, 'in/sailing.mp4', bytesOf(9_000));
  await utimes(film, new Date(2026, 10, 3), new Date(2026, 10, 3));
  await (
    await chooser
  ).setFiles([
    await photoOnDisk(latchkey, page, {
      name: 'wide.png',
      taken: new Date(2026, 10, 20, 12),
      width: 1600,
      height: 700,
    }),
    await photoOnDisk(latchkey, page, { name: 'tall.png', taken: new Date(2026, 10, 19, 12), width: 600, height: 900 }),
    await photoOnDisk(latchkey, page, { name: 'harbour.png', taken: new Date(2026, 8, 2, 12) }),
    film,
    await onDisk(latchkey, 'in/notes.txt', 'no picture'),
  ]);
  await expect(photos.month('November 2026')).toContainText('2 photos, 1 video');
  await expect(photos.month('September 2026')).toContainText('1 photo');
  for (const name of ['wide.png', 'tall.png', 'harbour.png']) await photos.isSeen(name);
  // Of a film there is no picture: its name stands there.
  await expect(photos.tile('sailing.mp4')).toContainText('sailing.mp4');
  expect(await photos.names()).toEqual(['wide.png', 'tall.png', 'sailing.mp4', 'harbour.png']);
  await expect(photos.grid).toHaveAttribute('aria-rowcount', '6');
  await expect(photos.tile('wide.png')).toHaveAccessibleName(
    /^wide\.png, photo, .* KB, changed .*, key Family photos$/,
  );

  await photos.tile('wide.png').click();
  await expect(page.getByText(/^wide\.png, \d+ KB$/)).toBeVisible();
  await keyboard.press('ArrowRight');
  await at('tall.png');
  await keyboard.press('ArrowDown');
  await at('harbour.png');
  await keyboard.press('ArrowUp');
  await keyboard.press('Home');
  await at('wide.png');
  await keyboard.type('ta');
  await at('tall.png');
  await keyboard.press('Shift+End');
  await expect(page.getByText('3 selected', { exact: true })).toBeVisible();
  await keyboard.press('Escape');
  await expect(photos.grid.locator('[aria-selected=true]')).toHaveCount(0);
  await at('harbour.png');
  await keyboard.press('Home');
  await keyboard.press('ArrowRight');
  await at('tall.png');

  await keyboard.press('Space');
  await expect(viewer('tall.png').getByText('2 of 3')).toBeVisible();
  await keyboard.press('ArrowRight');
  await expect(viewer('harbour.png').getByText('3 of 3')).toBeVisible();
  await keyboard.press('Home');
  await expect(viewer('wide.png').getByText('1 of 3')).toBeVisible();
  await keyboard.press('Escape');
  await at('tall.png');

  await keyboard.press('Delete');
  await expect(photos.tile('tall.png')).toBeHidden();
  await expect(photos.month('November 2026')).toContainText('1 photo, 1 video');
  await window.undo('tall.png is in the trash');
  await photos.isSeen('tall.png');
  await expect(photos.month('November 2026')).toContainText('2 photos, 1 video');

  await photos.tile('harbour.png').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show in Files' }).click();
  await window.files.hasFile('harbour.png');
  await window.go('Photos');
  await keyboard.press('Control+f');
  await keyboard.type('harb');
  await expect(page.getByText('1 found', { exact: true })).toBeVisible();
  await expect(photos.tiles).toHaveCount(1);
  // What cannot be looked at here shows what is known of it.
  await keyboard.press('Escape');
  await photos.tile('sailing.mp4').dblclick();
  await expect(window.files.details.getByRole('heading', { name: 'sailing.mp4' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(window.files.details).toBeHidden();
});

test('pictures under a key that is not open fold into a line, which opens them', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { photos, keyDialogs } = window;
  await window.add(await photoOnDisk(latchkey, page, { name: 'own.png', taken: new Date(2026, 10, 20) }));
  await window.go('Keys');
  await window.keys.make('Grandparents');
  await window.go('Photos');
  await photos.add(
    await photoOnDisk(latchkey, page, { name: 'old-1.png', taken: new Date(2026, 10, 2), height: 1600 }),
    await photoOnDisk(latchkey, page, { name: 'old-2.png', taken: new Date(2026, 10, 1) }),
  );
  await photos.isSeen('old-1.png');

  await latchkey.stop();
  const key = latchkey.user('away.json');
  await rename(latchkey.user('Documents', 'Grandparents.key.json'), key);
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await window.go('Photos');
  const fold = photos.fold('These 2 photos need another key file: Grandparents');
  await expect(fold).toBeVisible();
  // The other key lies where it was: nobody is asked for it.
  await photos.isSeen('own.png');
  await expect(photos.month('November 2026')).toContainText('3 photos');
  await expect(photos.tiles).toHaveCount(1);
  await photos.tile('own.png').focus();
  await page.keyboard.press('Tab');
  const choose = fold.getByRole('button', { name: 'Choose key file…' });
  await expect(choose).toBeFocused();
  await choose.press('Enter');
  const pointer = window.dialog('Where is the key file for the 2 files in Photos?');
  await keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), key);
  await photos.isSeen('old-1.png');
  await photos.isSeen('old-2.png');
  await expect(fold).toBeHidden();
});

test('of thousands of pictures only what is seen is built, and what is looked at stays', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { photos } = window;
  const key = latchkey.user('Documents', 'Family-photos.key.json');
  const args = [latchkey.user('Latchkey'), MIRA.name, MIRA.password, key, '1000', 'jpg'];
  await promisify(execFile)(process.execPath, ['--import', RUNTIME, MANY_FILES, ...args]);
  await page.reload();
  await window.files.says(/^1,000 items, /);
  await window.go('Photos');
  await window.drop(
    await photoOnDisk(latchkey, page, { name: 'old.png', taken: new Date(2025, 4, 2), height: 1600 }),
    await photoOnDisk(latchkey, page, { name: 'new.png', taken: new Date(2026, 10, 2) }),
  );
  await photos.isSeen('new.png');
  await expect(photos.grid).toHaveAttribute('aria-rowcount', '1005');
  expect(await photos.tiles.count()).toBeLessThan(150);

  await photos.rail.getByRole('button', { name: '2025' }).click();
  await photos.isSeen('old.png');
  await expect(photos.tile('old.png')).toBeInViewport();
  // It cannot come to the top, and is the one that was asked for all the same.
  await expect(photos.rail.locator('[aria-current]')).toHaveText('2025');
  await photos.tile('old.png').click();
  await page.keyboard.press('ArrowUp');
  await expect(photos.focused).toHaveAttribute('data-row', /^IMG_000\d\d\.jpg$/);
  await page.keyboard.press('PageUp');
  await expect(photos.focused).toBeInViewport();
  await expect(photos.rail.locator('[aria-current]')).toHaveText('Jan');
  await page.keyboard.press('Home');
  await expect(photos.focused).toHaveAttribute('data-row', 'new.png');
  await expect(photos.tile('new.png')).toBeInViewport();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('1,002 selected', { exact: true })).toBeVisible();
  expect(await photos.tiles.count()).toBeLessThan(150);

  // Another size: the picture at the top is at the top still.
  await photos.tile('new.png').hover();
  await page.mouse.wheel(0, 20_000);
  const top = () =>
    photos.grid.evaluate((grid) => {
      const edge = grid.getBoundingClientRect().top + 44;
      const boxes = [...grid.querySelectorAll<HTMLElement>('[data-row]')].map(
        (tile) => [tile.getBoundingClientRect(), tile.dataset['row']] as const,
      );
      return boxes.find(([box]) => box.bottom > edge + 1)?.[1];
    });
  await expect.poll(top).not.toBe('new.png');
  const before = await top();
  await page.getByRole('slider', { name: 'Size of the pictures' }).focus();
  await page.keyboard.press('End');
  await expect(photos.tile(before ?? '')).toBeInViewport();
  await page.reload();
  await expect(page.getByRole('slider', { name: 'Size of the pictures' })).toHaveValue('240');
});
