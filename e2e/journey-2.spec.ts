import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bytesOf, onDisk, savedBytes, storedBytes } from './fixtures/disk.ts';
import { Drag } from './fixtures/drag.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { FirstStart, MIRA } from './models/first-start.ts';
import { type Room, Window } from './models/window.ts';

test('files and whole folders are dropped anywhere, or come through the picker', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const note = await onDisk(latchkey, 'in/note.txt', 'hello');
  await onDisk(latchkey, 'in/Lofoten/cabin.txt', 'cabin');
  await onDisk(latchkey, 'in/Lofoten/2026/hamnoy.txt', 'hamnoy');
  await onDisk(latchkey, 'in/Papers/tax.txt', 'tax');

  const left = await window.dragOver(note);
  await expect(page.getByText('Drop 1 item into Files')).toBeVisible();
  await left.escape();
  await expect(page.getByText('Drop 1 item into Files')).toBeHidden();

  const drag = await window.dragOver(note, latchkey.user('in/Lofoten'));
  await expect(page.getByText('Drop 2 items into Files')).toBeVisible();
  await expect(page.getByText(/Sealed here with Family photos .*, then sent to Latchkey\./)).toBeVisible();
  await expect(page.getByText('Nothing leaves this computer unsealed.')).toBeVisible();
  await drag.drop();
  await expect(page.getByText('Drop 2 items into Files')).toBeHidden();
  await window.files.hasFile('note.txt');
  await expect(window.files.row('Lofoten')).toContainText('2 items');

  await window.files.open('Lofoten');
  await window.files.hasFile('cabin.txt');
  await window.files.open('2026');
  await window.files.hasFile('hamnoy.txt');
  await window.files.add('A folder…', latchkey.user('in/Papers'));
  await window.files.open('Papers');
  await window.files.hasFile('tax.txt');
  await expect(page.getByRole('heading', { name: 'Papers', level: 1 })).toBeVisible();

  await window.go('Transfers');
  const done = window.transfers.section('Done today');
  await expect(done.getByRole('row')).toHaveCount(3);
  await expect(window.transfers.row('Done today', 'Lofoten, 2 files')).toContainText('Sent at');
  await expect(window.transfers.row('Done today', 'note.txt')).toContainText('5 bytes');

  await window.go('Files');
  // Put together here, so that nobody who searches this project takes it for a real one.
  const token = `sk_live_${'0a1B2c3D'.repeat(3)}`;
  await window.drop(
    await onDisk(latchkey, 'in/pay.txt', `to pay:\n${token}`),
    await onDisk(latchkey, 'in/tea.txt', 'tea'),
  );
  const review = window.dialog('Have a look before these go');
  await expect(review.getByRole('listitem')).toHaveText(
    /^pay\.txtThis looks like an access token of Stripe.* Line 2: sk_…3D$/,
  );
  await review.getByRole('button', { name: 'Leave these out' }).click();
  await window.files.hasFile('tea.txt');
  await expect(window.files.row('pay.txt')).toBeHidden();
});

test('what is dropped where no folder is shown goes to the top of the vault', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  for (const room of ['Transfers', 'Keys', 'Trash'] satisfies Room[]) {
    await window.go(room);
    await expect(page.getByRole('heading', { name: room, level: 1 })).toBeVisible();
    const drag = await window.dragOver(await onDisk(latchkey, `in/from ${room}.txt`, room));
    await expect(page.getByText('Drop 1 item into Files')).toBeVisible();
    await expect(page.getByText(/Sealed here with Family photos .*, then sent to Latchkey\./)).toBeVisible();
    await drag.drop();
    await expect(page.getByText('Drop 1 item into Files')).toBeHidden();
  }
  await window.go('Files');
  for (const name of ['from Transfers.txt', 'from Keys.txt', 'from Trash.txt']) await window.files.hasFile(name);
});

test('while a dialog asks, nothing else is dropped', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const note = await onDisk(latchkey, 'in/note.txt', 'hello');
  await window.go('Keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = window.dialog('Make a new key');
  await dialog.waitFor();
  await window.drop(note);
  await expect(page.getByText('Drop 1 item into Files')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await window.go('Transfers');
  await expect(page.getByRole('heading', { name: 'Nothing is on its way' })).toBeVisible();
});

test('where the bucket is gone what was dropped waits and goes on by itself, also from the last page of the first start', async ({
  latchkey,
  page,
}) => {
  await page.goto(latchkey.address);
  const start = new FirstStart(page);
  await start.where();
  await start.person(MIRA);
  await start.saveKey('Family photos');
  await rename(latchkey.user('Latchkey'), latchkey.user('away'));
  const drag = await Drag.over(page, [await onDisk(latchkey, 'in/note.txt', 'hello')]);
  await drag.drop();
  const window = new Window(page);
  await window.go('Transfers');
  const waiting = window.transfers.row('Under way', 'note.txt');
  await expect(waiting).toContainText('No connection to Latchkey. It goes on by itself where it stopped.');
  await rename(latchkey.user('away'), latchkey.user('Latchkey'));
  await expect(window.transfers.row('Done today', 'note.txt')).toContainText('Sent at');
  await window.go('Files');
  await window.files.hasFile('note.txt');
});

test('what failed is tried again from its row', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await onDisk(latchkey, 'in/Lofoten/cabin.txt', 'cabin');
  await window.add(latchkey.user('in/Lofoten'));
  await window.drop(await onDisk(latchkey, 'in/other/Lofoten', 'a file of that name'));
  await window.go('Transfers');
  const failed = window.transfers.row('Needs you', 'Lofoten');
  await expect(failed).toContainText('Something with this name is already where “Lofoten” would go.');
  await window.go('Files');
  await window.files.press('Lofoten', 'Delete');
  await expect(window.files.row('Lofoten')).toBeHidden();
  await window.go('Transfers');
  await failed.getByRole('button', { name: 'Try again: Lofoten' }).click();
  await expect(failed).toBeHidden();
  await expect(window.transfers.section('Done today').getByRole('row')).toHaveCount(2);
});

test('a file that was on its way when it was paused is sent when it goes on', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 3e6 };
  await network.send('Network.emulateNetworkConditions', line);
  await window.drop(await onDisk(latchkey, 'in/video.bin', bytesOf(24e6)));
  await window.go('Transfers');
  const row = window.transfers.row('Under way', 'video.bin');
  await expect.poll(() => window.transfers.percentOf(row)).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Pause video.bin' }).click();
  await expect(row).toContainText(/Paused by you at [\d.]+ of [\d.]+ MB/);
  await expect(window.transfers.total).toContainText('Paused by you');
  await network.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: -1 });
  await window.transfers.total.getByRole('button', { name: 'Resume all' }).click();
  await expect(window.transfers.row('Done today', 'video.bin')).toContainText('Sent at');
  await window.go('Files');
  await window.files.hasFile('video.bin');
});

test('Latchkey is killed in the middle, started again, and the upload goes on to its end', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  const bytes = bytesOf(120e6);
  const video = await onDisk(latchkey, 'in/Trip/video.bin', bytes);
  await onDisk(latchkey, 'in/Trip/note.txt', 'note');
  await window.go('Transfers');
  await window.transfers.uploadPaths(dirname(video));
  // Looked for on the disk: the window hears of it when it may be over already.
  await expect.poll(() => storedBytes(latchkey), { intervals: [5] }).toBeGreaterThan(1e6);
  await latchkey.kill();
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await window.go('Transfers');
  await expect(window.transfers.row('Done today', 'Trip, 2 files')).toContainText('Sent at', { timeout: 60_000 });
  await window.go('Files');
  await window.files.open('Trip');
  for (const name of ['video.bin', 'note.txt']) await window.files.hasFile(name);
  const [download] = await Promise.all([page.waitForEvent('download'), window.files.press('video.bin', 'Control+d')]);
  expect((await savedBytes(download)).equals(bytes)).toBe(true);
});

test('what is sent shows how far it is, file by file and all together, and can be cancelled', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  const small = await onDisk(latchkey, 'in/first.txt', 'first');
  const big = await onDisk(latchkey, 'in/video.bin', bytesOf(24e6));
  const { promise: gate, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/api/uploads/*/files/0', async (route) => {
    await gate;
    await route.fallback();
  });
  const drag = await window.dragOver(small, big);
  await drag.drop();
  await window.go('Transfers');
  await expect(page.getByText('1 file, 5 bytes')).toBeVisible();
  await page.getByRole('button', { name: 'Show what waits' }).click();
  await expect(window.transfers.row('Waiting', 'first.txt')).toContainText('Waits to go to Files');
  await expect(window.transfers.total).toContainText('0 of 1 file sent');

  const network = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 3e6 };
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', slow);
  release();
  await expect(window.transfers.row('Done today', 'first.txt')).toContainText('Sent at');
  const row = window.transfers.row('Under way', 'video.bin');
  await expect(row.getByRole('progressbar')).toBeVisible();
  await expect.poll(() => window.transfers.percentOf(row)).toBeGreaterThan(0);
  const before = await window.transfers.percentOf(row);
  await expect.poll(() => window.transfers.percentOf(row)).toBeGreaterThan(before);
  await expect(row).toContainText(/Sealing and sending to Files, [\d.]+ of [\d.]+ MB, .* per second/);
  await expect(window.transfers.total).toContainText(/left|Under way/);
  await expect(page.getByRole('link', { name: 'Transfers, 1 file under way' })).toBeVisible();

  await row.getByRole('button', { name: 'Cancel video.bin' }).click();
  await expect(window.transfers.row('Done today', 'video.bin')).toContainText('Nothing half done was left behind.');
  await expect(window.transfers.total).toBeHidden();
  await window.go('Files');
  await window.files.hasFile('first.txt');
  await expect(window.files.row('video.bin')).toBeHidden();
});

test('what was not sent says why and what is safe', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await onDisk(latchkey, 'in/Lofoten/cabin.txt', 'cabin');
  const note = await onDisk(latchkey, 'in/other/Lofoten', 'a file of that name');
  await window.drop(latchkey.user('in/Lofoten'));
  await window.files.hasFile('Lofoten');
  await window.drop(note);
  await window.go('Transfers');
  const failed = window.transfers.row('Needs you', 'Lofoten');
  await expect(failed).toContainText('Something with this name is already where “Lofoten” would go.');
  await expect(failed).toContainText('What is there was not touched.');
  await failed.getByRole('button', { name: 'Remove Lofoten from this list' }).click();
  await expect(failed).toBeHidden();
  // It went from the server too, and did not only leave this window.
  await page.reload();
  await expect(window.transfers.row('Done today', 'Lofoten')).toBeVisible();
  await expect(failed).toBeHidden();
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is on its way' })).toBeVisible();
});
