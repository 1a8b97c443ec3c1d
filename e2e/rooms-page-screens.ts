import { request } from '@playwright/test';
import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { camera } from './models/camera.ts';
import { MIRA } from './models/first-start.ts';
import { SharedView } from './models/shared-view.ts';
import { Window } from './models/window.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`the rooms of what is given to others (${theme})`, async ({ latchkey, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const take = camera(page, theme);
    const window = await Window.open(latchkey, page);
    const shared = new SharedView(page);
    const api = await request.newContext({ ignoreHTTPSErrors: true });
    const ben = { username: 'ben', password: 'harbour violin meadow 17' };
    await api.post(`${new URL(latchkey.address).origin}/user/create`, { data: ben });
    await api.dispose();
    await window.go('Shared');
    await expect(page.getByText('Your six words', { exact: true })).toBeVisible();
    await take('shared-empty');
    await window.go('Links');
    await expect(page.getByRole('heading', { name: 'Hand files to somebody without Latchkey' })).toBeVisible();
    await take('links-empty');
    await window.go('Files');
    await window.add(await onDisk(latchkey, 'in/Hamnoy, morning.jpg', bytesOf(1_400_000)));
    await window.add(await onDisk(latchkey, 'in/a-very-long-name-of-a-contract-that-goes-on-and-on-0042.pdf', 'x'));

    await window.files.row('Hamnoy, morning.jpg').click({ button: 'right' });
    await take('menu-file');
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await window
      .dialog(/^Share /)
      .getByRole('textbox')
      .fill('ben');
    await page.keyboard.press('Enter');
    const comparison = window.dialog('Compare six words with ben');
    await expect(comparison).toBeVisible();
    await take('compare');
    await comparison.getByRole('button', { name: 'They match' }).click();
    await expect(window.toast('Shared with ben')).toBeVisible();
    await window.go('Shared');
    await shared.by('By me');
    await expect(shared.row('Hamnoy')).toBeVisible();
    await take('shared-by-me');
    await page.getByRole('button', { name: 'Share a file…' }).click();
    await expect(window.dialog('What do you want to share?').getByRole('radio')).toHaveCount(2);
    await take('share-file');
    await page.keyboard.press('Escape');

    await window.go('Files');
    const form = await window.links.begin(window, 'Hamnoy, morning.jpg');
    await take('link-form');
    await form.getByRole('button', { name: 'Get link' }).click();
    await expect(window.dialog('The link is ready')).toBeVisible();
    await take('link-made');
    await page.keyboard.press('Escape');
    await window.go('Links');
    await expect(window.links.row('Hamnoy')).toBeVisible();
    await take('links');
    await window.go('Activity');
    await expect(page.getByRole('region', { name: 'What happened' }).getByRole('listitem').first()).toBeVisible();
    await take('activity-shared');
    await page.getByRole('radio', { name: 'Tokens' }).click();
    await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
    await take('tokens-empty');
    for (const name of ['Nightly backup', 'The photo frame in the hall, whose name is as long as it may be']) {
      await page.getByRole('button', { name: 'New token…' }).first().click();
      const making = window.dialog('Make a token for a script');
      await making.getByRole('textbox', { name: 'Name' }).fill(name.slice(0, 60));
      if (name === 'Nightly backup') await take('token-form');
      await making.getByText('Write: upload').click();
      await making.getByRole('textbox', { name: 'Your password' }).fill(MIRA.password);
      await page.keyboard.press('Enter');
      await expect(window.dialog('Here is your token')).toBeVisible();
      if (name === 'Nightly backup') await take('token-made');
      await page.keyboard.press('Escape');
    }
    await expect(page.getByRole('region', { name: 'Tokens for scripts' }).getByRole('listitem')).toHaveCount(2);
    await take('tokens');
  });
}
