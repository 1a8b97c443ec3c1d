import { rename, utimes } from 'node:fs/promises';
import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { photoOnDisk } from './fixtures/photos.ts';
import { camera } from './models/camera.ts';
import { Window } from './models/window.ts';

const SHAPES = [
  [1200, 800],
  [1200, 800],
  [1200, 800],
  [800, 1200],
  [1200, 800],
  [1200, 800],
  [1600, 900],
  [800, 1200],
  [1200, 1000],
  [1200, 900],
  [1200, 800],
  [1600, 900],
] as const;

for (const theme of ['light', 'dark'] as const) {
  test(`the room of photos (${theme})`, async ({ latchkey, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const take = camera(page, theme);
    const window = await Window.open(latchkey, page);
    const { photos } = window;
    await window.go('Photos');
    await expect(page.getByRole('heading', { name: 'No photos here yet' })).toBeVisible();
    await take('photos-empty');
    const month = (year: number, number: number, count: number) =>
      Promise.all(
        SHAPES.slice(0, count).map(([width, height], at) => {
          const taken = new Date(year, number - 1, 20 - at, 12);
          const name = `${year}-${number}-${String(at + 1).padStart(2, '0')}.png`;
          return photoOnDisk(latchkey, page, { name, taken, width, height, hue: (number * 47 + at * 31) % 360 });
        }),
      );
    const film = await onDisk(latchkey, 'in/sailing-home.mp4', bytesOf(300_000));
    await utimes(film, new Date(2026, 10, 2), new Date(2026, 10, 2));
    const first = await Promise.all([month(2026, 11, 12), month(2026, 9, 12), month(2026, 6, 2), month(2025, 12, 3)]);
    await window.drop(...first.flat(), ...(await month(2025, 7, 2)), ...(await month(2024, 5, 1)), film);
    await expect(photos.tile('2026-11-07.png')).toBeVisible();
    await expect(page.getByText('33', { exact: true })).toBeVisible();
    await window.go('Keys');
    await window.keys.make('Grandparents');
    await window.go('Photos');
    await window.drop(...(await month(2026, 10, 12)));
    await expect(photos.month('October 2026')).toContainText('12 photos');

    await latchkey.stop();
    await rename(latchkey.user('Documents', 'Grandparents.key.json'), latchkey.user('away.json'));
    await latchkey.startAgain();
    await window.unlock(latchkey);
    await window.go('Photos');
    await photos.isSeen('2026-11-05.png');
    await photos.tile('2026-11-07.png').click();
    await expect(page.getByText('1 selected')).toBeVisible();
    await page.mouse.move(5, 700);
    await take('photos');
    await photos.tile('2026-11-07.png').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await take('photos-menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Space');
    await expect(window.dialog('Picture 2026-11-07.png')).toBeVisible();
    await take('photos-viewer');
    await page.keyboard.press('Escape');
    await photos.tile('sailing-home.mp4').dblclick();
    await expect(window.files.details.getByRole('heading', { name: 'sailing-home.mp4' })).toBeVisible();
    await take('photos-details');
    await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce', forcedColors: 'active' });
    await take('photos-forced');
  });
}
