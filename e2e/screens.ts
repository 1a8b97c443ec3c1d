import { rename } from 'node:fs/promises';
import { bytesOf, damage, onDisk, sealedObjects } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { camera } from './models/camera.ts';
import { FirstStart, MIRA } from './models/first-start.ts';
import { picture } from './models/picture.ts';
import { Window } from './models/window.ts';

const NAMES = ['hamnoy-morning.png', 'reine-from-above.png', 'boat-house.png', 'low-tide.png'];

for (const theme of ['light', 'dark'] as const) {
  test(`every screen (${theme})`, async ({ latchkey, page }) => {
    const take = camera(page, theme);
    await page.clock.install();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(latchkey.address);
    const start = new FirstStart(page);
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    await take('start-1-where');
    await start.joinInstead();
    await take('start-join');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Connect to a Latchkey server' }).click();
    await page.getByRole('textbox', { name: 'Address of the server' }).fill(new URL(latchkey.address).origin);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await expect(page.getByText('Compare this fingerprint')).toBeVisible();
    await take('start-server');
    await page.getByRole('button', { name: 'Back' }).click();
    await start.where();
    await page.getByRole('textbox', { name: 'Your name' }).fill('mira');
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('mira1');
    await take('start-2-account');
    await start.person(MIRA);
    await expect(page.getByRole('button', { name: 'Save key file' })).toBeVisible();
    await take('start-3-key');
    await start.saveKey('Family photos');
    await take('start-4-done');
    await start.done();
    const window = new Window(page);
    const { files } = window;
    await expect(page.getByRole('heading', { name: 'Drop files or folders anywhere' })).toBeVisible();
    await take('files-empty');

    const pictures = await Promise.all(
      NAMES.map(async (name, at) => onDisk(latchkey, `in/${name}`, await picture(page, name, 190 + at * 40))),
    );
    for (const name of ['Cabin/plan.txt', 'Cabin/keys/list.txt', 'Tax 2025/letter.txt'])
      await onDisk(latchkey, `in/${name}`, bytesOf(12_345));
    const long = 'a-very-long-name-that-does-not-fit-into-its-column-and-has-an-ending-that-counts-0042.txt';
    const before = await onDisk(latchkey, `in/${long}`, bytesOf(1_234_567));
    await window.add(...pictures, latchkey.user('in/Cabin'), latchkey.user('in/Tax 2025'), before);
    await files.select('hamnoy-morning.png');
    await take('files-list');
    await files.open('hamnoy-morning.png');
    await expect(page.getByRole('img', { name: 'hamnoy-morning.png' }).first()).toBeVisible();
    await take('viewer');
    await page.keyboard.press('Escape');
    await files.show('Grid');
    await take('files-grid');
    await files.show('List');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('plan');
    await expect(page.getByText('1 found')).toBeVisible();
    await take('search');
    await page.keyboard.press('Escape');
    const drag = await window.dragOver(before);
    await take('drop');
    await drag.escape();
    await files.row('low-tide.png').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await take('menu-row');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add files' }).click();
    await take('menu-add');
    await page.keyboard.press('Escape');
    await files.press(long, 'Control+Shift+M');
    await window.dialog(/^Move /).waitFor();
    await take('move');
    await page.keyboard.press('Escape');
    await files.press(long, 'Delete');
    await window.toast(`${long} is in the trash`).waitFor();
    await take('toast');
    await window.go('Trash');
    await take('trash');
    await window.go('Activity');
    await expect(page.getByRole('listitem').filter({ hasText: 'Put into the trash' }).first()).toBeVisible();
    await take('activity');
    await page.getByRole('radio', { name: 'Signed-in devices' }).click();
    await expect(page.getByText('This one')).toBeVisible();
    await take('devices');
    await window.go('Trash');
    await files.press(long, 'Delete');
    await window.dialog(/for good\?$/).waitFor();
    await take('delete-for-good');
    await page.keyboard.press('Escape');

    await transfers(window, await onDisk(latchkey, 'in/sailing.mp4', bytesOf(30e6)), () => take('transfers'));

    await window.go('Keys');
    await window.keys.details('Family photos').waitFor();
    await take('keys');
    const drop = await window.dragOver(before);
    await page.getByText('Drop 1 item into Files').waitFor();
    await take('drop-keys');
    await drop.escape();
    await page.getByRole('button', { name: 'Set…' }).click();
    await window.dialog(/^Protect /).waitFor();
    await take('protect');
    await page.keyboard.press('Escape');
    await window.keys.check(latchkey.user('Documents', 'Family-photos.key.json'));
    await window.dialog(/^“Family photos” opens /).waitFor();
    await take('check-result');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New key' }).click();
    await window.dialog('Make a new key').waitFor();
    await take('new-key');
    await page.keyboard.press('Escape');
    await window.keys.make('Work');
    await take('keys-two');
    await window.go('Files');
    await damage(await sealedObjects(latchkey));
    await files.select('boat-house.png');
    await files.details.getByRole('button', { name: 'Verify now' }).click();
    await window.dialog(/was changed after it was sealed$/).waitFor();
    await take('damaged-file');
    await page.keyboard.press('Escape');

    await latchkey.stop();
    await rename(latchkey.user('Documents', 'Family-photos.key.json'), latchkey.user('away.json'));
    await latchkey.startAgain();
    await page.goto(latchkey.address);
    await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toBeVisible();
    await take('unlock');
    await window.unlock(latchkey);
    await files.press('low-tide.png', 'Control+d');
    const pointer = window.keyDialogs.pointer('low-tide.png');
    await pointer.waitFor();
    await take('point-at-key');
    const work = latchkey.user('Documents', 'Work.key.json');
    await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), work);
    await window.keyDialogs.wrongKey('Work', 'low-tide.png').waitFor();
    await take('wrong-key');
    await page.keyboard.press('Escape');
    await rename(latchkey.user('Latchkey'), latchkey.user('moved'));
    // The window looks for its vault every half minute.
    await page.clock.fastForward(30_000);
    await expect(page.getByText('Latchkey, no connection').first()).toBeAttached();
    await take('offline');
  });
}

/** One that is sent slowly, while a picture of it is taken. */
async function transfers(window: Window, path: string, take: () => Promise<void>): Promise<void> {
  const network = await window.page.context().newCDPSession(window.page);
  const speed = { offline: false, latency: 0, downloadThroughput: -1 };
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', { ...speed, uploadThroughput: 4e6 });
  await window.go('Files');
  await window.drop(path);
  await window.go('Transfers');
  const row = window.transfers.row('Under way', 'sailing.mp4');
  await expect.poll(() => window.transfers.percentOf(row)).toBeGreaterThan(10);
  await take();
  await network.send('Network.emulateNetworkConditions', { ...speed, uploadThroughput: -1 });
  await row.getByRole('button', { name: 'Cancel sailing.mp4' }).click();
  await expect(row).toBeHidden();
}
