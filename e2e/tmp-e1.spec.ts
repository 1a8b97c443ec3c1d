import { rename } from 'node:fs/promises';
import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`pictures ${theme}`, async ({ latchkey, page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const window = await Window.open(latchkey, page);
    const take = async (name: string) => {
      for (const [width, height] of [[1280, 800], [900, 600]] as const) {
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: `/tmp/e1/${name}-${theme}-${width}.png` });
      }
    };
    const a = await onDisk(latchkey, 'in/drone-beach.mp4', bytesOf(120e6));
    const b = await onDisk(latchkey, 'in/raw-2026-11.zip', bytesOf(120e6));
    const c = await onDisk(latchkey, 'in/note.txt', 'x');
    await window.go('Transfers');
    await window.transfers.uploadPaths(c);
    await window.transfers.uploadPaths('/nowhere/payroll.xlsx');
    await window.transfers.uploadPaths(a);
    await window.transfers.uploadPaths(b);
    await page.getByRole('button', { name: 'Pause raw-2026-11.zip' }).click();
    await expect(window.transfers.row('Under way', 'drone-beach.mp4')).toContainText('per second');
    await take('running');
    await window.transfers.total.getByRole('button', { name: 'Pause all' }).click();
    await expect(window.transfers.total).toContainText('Paused by you');
    await take('paused');
    await rename(latchkey.user('Latchkey'), latchkey.user('moved'));
    await page.getByRole('button', { name: 'Resume raw-2026-11.zip' }).click();
    await expect(window.transfers.row('Under way', 'raw-2026-11.zip')).toContainText('No connection');
    await take('network');
    await latchkey.stop();
    await rename(latchkey.user('moved'), latchkey.user('Latchkey'));
    await rename(latchkey.user('Documents', 'Family-photos.key.json'), latchkey.user('away.json'));
    await latchkey.startAgain();
    await window.unlock(latchkey);
    await window.go('Transfers');
    await expect(window.transfers.row('Needs you', 'raw-2026-11.zip')).toContainText('Waits for the key file');
    await take('key');
    await page.getByRole('button', { name: 'Use the key file for raw-2026-11.zip…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await take('point');
  });
}
