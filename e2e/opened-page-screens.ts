import { formatKeyFile, newKeyFile } from '../keys/key-file.ts';
import { Sealer, sealing } from '../keys/sealer.ts';
import { onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/electron-stand-in/desktop.ts';
import { camera } from './models/camera.ts';
import { Window } from './models/window.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`what is opened with Latchkey (${theme})`, async ({ desktop }) => {
    const { page } = desktop;
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const take = camera(page, theme);
    const window = new Window(page);
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    const keyFile = newKeyFile('Family photos', new Date(0));
    const key = await onDisk(desktop, 'in/family.key.json', formatKeyFile(keyFile));
    const sealer = new Sealer(keyFile, { fileId: '0'.repeat(32), suite: 1, exponent: 16 });
    async function* bytes() {
      yield Buffer.from('dear mira');
    }
    const letter = Buffer.concat(await Array.fromAsync(sealing(sealer)(bytes())));
    const cut = letter.subarray(0, -8);

    await desktop.openWith(await onDisk(desktop, 'in/letter.txt.sealed', letter));
    const pointer = window.keyDialogs.pointer('letter.txt.sealed');
    await pointer.waitFor();
    await take('opened-sealed');
    await desktop.choose(key);
    await desktop.choose(desktop.user('Documents'));
    await pointer.getByRole('button', { name: 'Choose key file…' }).click();
    await window.toast('letter.txt is saved').waitFor();
    await take('opened-saved');
    await desktop.openWith(await onDisk(desktop, 'in/plain.txt.sealed', 'no seal at all'));
    await window.dialog('plain.txt.sealed is not a sealed file').waitFor();
    await take('opened-not-sealed');
    await page.keyboard.press('Escape');
    await desktop.openWith(await onDisk(desktop, 'in/cut.txt.sealed', cut));
    await page
      .getByRole('alertdialog', { name: /cut\.txt/ })
      .or(window.keyDialogs.pointer('cut.txt.sealed'))
      .waitFor();
    await take('opened-cut');
    await page.keyboard.press('Escape');
    await desktop.openWith(key);
    await window.dialog('family.key.json is a key file').waitFor();
    await take('opened-key');
  });
}
