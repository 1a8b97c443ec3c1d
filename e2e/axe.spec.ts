import { rename } from 'node:fs/promises';
import { damage, onDisk, sealedObjects } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { Window, type Room } from './models/window.ts';
import { MIRA } from './models/first-start.ts';
import { picture } from './models/picture.ts';

test('no room and no dialog keeps anybody out, by day and by night', async ({ latchkey, page }) => {
  // Every screen there is, each looked at twice.
  test.setTimeout(900_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install();
  const window = await Window.open(latchkey, page);
  const { files, keys } = window;
  const look = (what: string) => expectNoBarriers(page, what);
  await expect(page.getByRole('heading', { name: 'Drop files or folders anywhere' })).toBeVisible();
  await look('empty');
  await window.go('Photos');
  await expect(page.getByRole('heading', { name: 'No photos here yet' })).toBeVisible();
  await look('no photos');
  await window.go('Files');
  await onDisk(latchkey, 'in/Lofoten/one.txt', 'one');
  await window.add(
    await onDisk(latchkey, 'in/sky.png', await picture(page, 'sky')),
    await onDisk(latchkey, 'in/a.txt', 'a'),
    latchkey.user('in/Lofoten'),
  );
  await files.select('a.txt');
  await look('list with details');
  const drag = await window.dragOver(latchkey.user('in/a.txt'));
  await expect(page.getByText('Drop 1 item into Files')).toBeVisible();
  await look('drop');
  await drag.escape();
  await page.getByRole('button', { name: 'Add files' }).click();
  await look('menu');
  await page.keyboard.press('Escape');
  await files.press('a.txt', 'Control+Shift+M');
  await window.dialog('Move a.txt to').waitFor();
  await look('move');
  await page.keyboard.press('Escape');
  await files.open('sky.png');
  await expect(page.getByRole('img', { name: 'sky.png' }).first()).toBeVisible();
  const viewer = window.dialog('Picture sky.png');
  await viewer.getByRole('button', { name: 'Details' }).click();
  await expect(viewer.getByText('Photo, 1200 × 800')).toBeVisible();
  await look('viewer');
  await viewer.getByRole('button', { name: 'More' }).click();
  const acts = [/^Download/, /^Share/, /^Get link/, /^Rename/, /^Move to…/, /^Move to trash/];
  await expect(page.getByRole('menuitem')).toHaveText(acts);
  await page.keyboard.press('Escape');
  await viewer.getByRole('button', { name: 'Share…' }).click();
  await window.dialog('Share sky.png').waitFor();
  await page.keyboard.press('Escape');
  await viewer.getByRole('button', { name: 'Files' }).click();
  await files.show('Grid');
  await look('grid');
  await files.show('List');
  await window.go('Photos');
  await window.photos.isSeen('sky.png');
  await window.photos.tile('sky.png').click();
  await look('photos');
  await window.go('Files');
  await files.press('a.txt', 'Delete');
  await expect(files.row('a.txt')).toBeHidden();
  await damage(await sealedObjects(latchkey));
  await files.select('sky.png');
  await files.details.getByRole('button', { name: 'Verify now' }).click();
  await window.dialog('sky.png was changed after it was sealed').waitFor();
  await look('damage');
  await page.keyboard.press('Escape');
  await window.go('Trash');
  await files.press('a.txt', 'Delete');
  await window.dialog('Delete a.txt for good?').waitFor();
  await look('delete for good');
  await page.keyboard.press('Escape');
  for (const room of [
    'Trash',
    'Photos',
    'Shared',
    'Links',
    'Transfers',
    'Activity',
    'Settings',
    'Keys',
  ] satisfies Room[]) {
    await window.go(room);
    await expect(page.getByRole('heading', { name: room, level: 1 })).toBeVisible();
    await look(room);
  }
  await window.go('Activity');
  await page.getByRole('radio', { name: 'Tokens' }).click();
  await page.getByRole('button', { name: 'New token…' }).first().click();
  await window.dialog('Make a token for a script').waitFor();
  await look('new token');
  await page.keyboard.press('Escape');
  await window.go('Keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await window.dialog('Make a new key').waitFor();
  await look('new key');
  await page.keyboard.press('Escape');
  await keys.make('Work');
  await keys.make('Safe', 'seven quiet boats', false);
  await keys.details('Safe').getByRole('button', { name: 'Change…' }).click();
  await window.dialog('Change the passphrase of “Safe”').waitFor();
  await look('change a passphrase');
  await page.keyboard.press('Escape');
  await keys.check(latchkey.user('Documents', 'Safe.key.json'));
  await window.dialog('Safe.key.json asks for its passphrase').waitFor();
  await look('passphrase');
  await page.keyboard.press('Escape');
  await keys.choose('Work');
  await keys.details('Work').getByRole('button', { name: 'Set…' }).click();
  await window.dialog('Protect “Work” with a passphrase').waitFor();
  await look('protect');
  await page.keyboard.press('Escape');
  await keys.details('Work').getByRole('button', { name: 'Forget this place…' }).click();
  await window.dialog('Forget where “Work” is?').waitFor();
  await look('forget');
  await page.keyboard.press('Escape');
  await keys.check(latchkey.user('Documents', 'Family-photos.key.json'));
  await window.dialog(/^“Family photos” opens /).waitFor();
  await look('result of a check');
  await page.keyboard.press('Escape');
  await window.go('Files');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByRole('menuitem', { name: 'Seal with Work…' }).click();
  await window.dialog('Which key should seal them?').waitFor();
  await look('choose a key');
  await page.keyboard.press('Escape');

  await latchkey.stop();
  const key = latchkey.user('Documents', 'Family-photos.key.json');
  await rename(key, latchkey.user('away.json'));
  await latchkey.startAgain();
  await page.goto(latchkey.address);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('This is not the password of “mira”.').waitFor();
  await look('unlock');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(MIRA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Files', level: 1 })).toBeVisible();
  await window.go('Photos');
  await expect(window.photos.fold('This photo needs another key file: Family photos')).toBeVisible();
  await look('folded photos');
  await window.go('Files');
  await files.press('sky.png', 'Control+d');
  const pointer = window.keyDialogs.pointer('sky.png');
  await pointer.waitFor();
  await look('point at a key');
  const work = latchkey.user('Documents', 'Work.key.json');
  await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), work);
  await window.keyDialogs.wrongKey('Work', 'sky.png').waitFor();
  await look('wrong key');
  await page.keyboard.press('Escape');
  await rename(latchkey.user('Latchkey'), latchkey.user('moved'));
  // The window looks for its vault every half minute.
  await page.clock.fastForward(30_000);
  await expect(page.getByText(/^No connection to Latchkey since/)).toBeVisible();
  await look('no connection');
});
