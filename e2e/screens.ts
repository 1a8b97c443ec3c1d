import { rename } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { bytesOf, damage, onDisk, sealedObjects } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { camera } from './models/camera.ts';
import { FirstStart, MIRA } from './models/first-start.ts';
import { picture } from './models/picture.ts';
import { Window } from './models/window.ts';

const NAMES = ['hamnoy-morning.png', 'reine-from-above.png', 'boat-house.png', 'low-tide.png'];

for (const theme of ['light', 'dark'] as const) {
  test(`every screen (${theme})`, async ({ latchkey, page, browser }) => {
    const take = camera(page, theme);
    await page.clock.install();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(latchkey.address);
    const start = new FirstStart(page);
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    await take('start-1-where');
    const context = await browser.newContext({ ignoreHTTPSErrors: true, colorScheme: theme });
    const late = await context.newPage();
    await late.goto(latchkey.address);
    await expect(late.getByRole('heading', { level: 1 })).toBeVisible();
    await camera(late, theme)('closed');
    await context.close();
    await start.joinInstead();
    await take('start-join');
    await start.join('/nowhere', MIRA);
    const noVault = page.getByText(/^There is no vault in/);
    await noVault.waitFor();
    await take('start-join-none', noVault);
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
    await window.drop(
      await onDisk(latchkey, 'in/again/hamnoy-morning.png', await picture(page, 'hamnoy-morning.png', 205)),
    );
    await window.files.hasFile('hamnoy-morning.png');
    await files.select('hamnoy-morning.png');
    await expect(files.details.getByRole('button', { name: /^Restore/ })).toBeVisible();
    await take('files-list');
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'New name of hamnoy-morning.png' }).waitFor();
    await take('rename');
    await page.keyboard.press('Escape');
    await files.open('hamnoy-morning.png');
    await expect(page.getByRole('img', { name: 'hamnoy-morning.png' }).first()).toBeVisible();
    await take('viewer');
    const viewer = window.dialog('Picture hamnoy-morning.png');
    await viewer.getByRole('button', { name: 'Details' }).click();
    await expect(viewer.getByText('Photo, 1200 × 800')).toBeVisible();
    await take('viewer-details');
    await viewer.getByRole('button', { name: 'Files' }).click();
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
    await page.getByRole('button', { name: /Lock or copy the place/ }).click();
    await page.getByRole('menuitem', { name: /^Bring files over/ }).click();
    await window.dialog(/^Bring files over/).waitFor();
    await take('import');
    await page.keyboard.press('Escape');
    await window.drop(await onDisk(latchkey, 'in/app/.env', 'API_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a'));
    await window.dialog('Have a look before these go').waitFor();
    await take('review');
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
    await expect(page.getByRole('listitem').filter({ hasText: 'Moved to trash' }).first()).toBeVisible();
    await take('activity');
    await page.getByRole('radio', { name: 'Logged-in devices' }).click();
    await expect(page.getByText('This one')).toBeVisible();
    await take('devices');
    await window.go('Trash');
    await files.press(long, 'Delete');
    await window.dialog(/for good\?$/).waitFor();
    await take('delete-for-good');
    await page.keyboard.press('Escape');

    // A file where a folder of that name stands is refused.
    await window.go('Files');
    const refused = await onDisk(latchkey, 'in/other/Cabin', 'a file of that name');
    const [paused, sent] = await Promise.all(
      ['raw-2026-11.zip', 'sailing.mp4'].map((name) => onDisk(latchkey, `in/${name}`, bytesOf(30e6))),
    );
    await transfers(window, { refused, paused: paused ?? '', sent: sent ?? '' }, () => take('transfers'));

    await window.go('Keys');
    await window.keys.details('Family photos').waitFor();
    await take('keys');
    const drop = await window.dragOver(before);
    await page.getByText('Drop 1 item into Files').waitFor();
    await take('drop-keys');
    await drop.escape();
    await window.keys.details('Family photos').getByRole('button', { name: 'Print recovery sheet…' }).click();
    await window.dialog(/^Print a recovery sheet/).waitFor();
    await take('sheet');
    await page.emulateMedia({ media: 'print' });
    await take('sheet-paper');
    await page.emulateMedia({ media: 'screen' });
    // What is not printed loses the focus.
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Save a copy…' }).click();
    await window.dialog(/^Save a copy/).waitFor();
    await take('copy');
    await page.keyboard.press('Escape');
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
    const state = new DatabaseSync(latchkey.home('state.sqlite'));
    state.prepare("UPDATE known_key SET seen = ? WHERE name = 'Family photos'").run(Date.now() - 63 * 86_400_000);
    state.close();
    await latchkey.startAgain();
    await page.goto(latchkey.address);
    await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toBeVisible();
    await take('unlock');
    await window.unlock(latchkey);
    await window.go('Keys');
    await page.getByText('This key file was last seen 63 days ago').waitFor();
    await take('keys-warning');
    await page.getByRole('button', { name: 'From a recovery sheet…' }).click();
    await window.dialog(/^Make a key file from/).waitFor();
    await take('from-sheet');
    await page.keyboard.press('Escape');
    await window.go('Files');
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

/** One that was refused, one that is paused and one that is sent slowly, while a picture of them is taken. */
async function transfers(
  window: Window,
  paths: { refused: string; paused: string; sent: string },
  take: () => Promise<void>,
): Promise<void> {
  const network = await window.page.context().newCDPSession(window.page);
  const speed = { offline: false, latency: 0, downloadThroughput: -1 };
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', { ...speed, uploadThroughput: 4e6 });
  await window.drop(paths.refused);
  await window.drop(paths.paused);
  await window.go('Transfers');
  const paused = window.transfers.row('Under way', 'raw-2026-11.zip');
  await expect.poll(() => window.transfers.percentOf(paused)).toBeGreaterThan(10);
  await paused.getByRole('button', { name: 'Pause raw-2026-11.zip' }).click();
  await expect(paused).toContainText('Paused by you');
  await window.go('Files');
  await window.drop(paths.sent);
  await window.go('Transfers');
  const row = window.transfers.row('Under way', 'sailing.mp4');
  await expect.poll(() => window.transfers.percentOf(row)).toBeGreaterThan(10);
  await take();
  await network.send('Network.emulateNetworkConditions', { ...speed, uploadThroughput: -1 });
  for (const name of ['sailing.mp4', 'raw-2026-11.zip']) {
    await window.page.getByRole('button', { name: `Cancel ${name}` }).click();
    await expect(window.transfers.row('Under way', name)).toBeHidden();
  }
}
