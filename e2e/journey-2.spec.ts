import { bytesOf, onDisk } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

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
  await expect(failed).toContainText('Something of this name stands where “Lofoten” would go.');
  await expect(failed).toContainText('What stands there was not touched.');
  await failed.getByRole('button', { name: 'Remove Lofoten from this list' }).click();
  await expect(failed).toBeHidden();
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is on its way' })).toBeVisible();
});
