import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { camera } from './models/camera.ts';
import { Window } from './models/window.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`links (${theme})`, async ({ latchkey, page }) => {
    const take = camera(page, theme);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const window = await Window.open(latchkey, page);
    const { links } = window;
    await window.go('Links');
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    await take('links-empty');
    await window.go('Files');
    const long = 'a-very-long-name-that-does-not-fit-into-its-row-and-has-an-ending-that-counts-0042.txt';
    const names = ['hamnoy-morning.txt', 'plan.txt', long];
    await window.add(...(await Promise.all(names.map((name) => onDisk(latchkey, `in/${name}`, bytesOf(1_234_567))))));
    const form = await links.begin(window, 'plan.txt');
    await take('link-make');
    await form.getByText('Ask for a password as well').click();
    await form.getByRole('textbox', { name: 'Password of this link' }).fill('seven quiet boats');
    await links.server(form).fill('files.example.org');
    await take('link-make-full');
    await form.getByRole('button', { name: 'Get link' }).click();
    await window.dialog('The link is ready').waitFor();
    await take('link-made');
    await page.keyboard.press('Escape');
    for (const name of ['hamnoy-morning.txt', long]) {
      const again = await links.begin(window, name);
      await links.server(again).fill('');
      await again.getByRole('button', { name: 'Get link' }).click();
      await window.dialog('The link is ready').waitFor();
      if (name === long) await take('link-made-here');
      await page.keyboard.press('Escape');
    }
    await window.go('Links');
    await links.row('plan.txt').waitFor();
    await take('links');
    await links.row('plan.txt').getByRole('button').click();
    await window.dialog(/^Withdraw /).waitFor();
    await take('link-withdraw');
  });
}
