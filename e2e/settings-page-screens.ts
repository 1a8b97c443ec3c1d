import { onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { camera } from './models/camera.ts';
import { Window } from './models/window.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`settings (${theme})`, async ({ latchkey, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const take = camera(page, theme);
    const window = await Window.open(latchkey, page);
    await window.go('Settings');
    await expect(page.getByRole('heading', { name: 'On this computer' })).toBeVisible();
    await expect(page.getByText('Data folder')).toBeVisible();
    await take('settings');
    await page.getByRole('button', { name: 'Choose…' }).click();
    const dialog = window.dialog('Where should temporary files wait?');
    await dialog.getByRole('textbox').fill('/tmp');
    await dialog.getByRole('button', { name: 'Use this folder' }).click();
    await expect(dialog.getByText(/cannot be used/)).toBeVisible();
    await take('settings-folder');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 720, height: 480 });
    await take('settings-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });
    await window.go('Files');
    await window.add(await onDisk(latchkey, 'in/cat.txt', 'cat'));
    await page.getByRole('button', { name: 'Add files' }).click();
    await page.getByRole('menuitem', { name: /^Seal with / }).click();
    const chooser = window.dialog('Which key should seal them?');
    await expect(chooser).toBeVisible();
    await take('choose-key');
    await chooser.getByRole('button', { name: 'How they are sealed' }).click();
    await expect(chooser.getByText('Size of the pieces')).toBeVisible();
    await take('choose-key-more');
  });
}
