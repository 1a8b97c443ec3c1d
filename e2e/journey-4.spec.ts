import { copyFile } from 'node:fs/promises';
import { BreakingProxy } from './fixtures/breaking-proxy.ts';
import { chromiumProgram } from './fixtures/chromium.ts';
import { bytesOf, onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

const PICTURE = bytesOf(3_000_001);

test('what comes down is what went up, whole folders too', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const cat = await onDisk(latchkey, 'in/cat with ünicode.bin', PICTURE);
  await onDisk(latchkey, 'in/Lofoten/one.txt', 'one');
  await onDisk(latchkey, 'in/Lofoten/empty.txt', '');
  await window.add(cat, latchkey.user('in/Lofoten'));

  const one = await window.files.download('cat with ünicode.bin');
  expect(one.suggestedFilename()).toBe('cat with ünicode.bin');
  expect((await savedBytes(one)).equals(PICTURE)).toBe(true);

  const saved = new Map<string, Promise<Buffer>>();
  page.on('download', (download) => saved.set(download.suggestedFilename(), savedBytes(download)));
  await window.files.press('Lofoten', 'Control+d');
  await expect.poll(() => [...saved.keys()].toSorted()).toEqual(['empty.txt', 'one.txt']);
  expect(String(await saved.get('one.txt'))).toBe('one');
  expect(String(await saved.get('empty.txt'))).toBe('');
});

test('whoever accepted the warning about our certificate saves every file of a folder', async ({
  latchkey,
  playwright,
}) => {
  const line = await BreakingProxy.start();
  const proxy = { server: line.address, bypass: '<-loopback>' };
  // Without what makes all other tests trust any certificate.
  const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const browser = await playwright.chromium.launch({ executablePath: chromiumProgram(), args });
  const context = await browser.newContext({ ignoreHTTPSErrors: false, proxy });
  try {
    const page = await context.newPage();
    const warning = await page.goto(new URL('/', latchkey.address).href).catch(String);
    expect(warning).toContain('ERR_CERT_AUTHORITY_INVALID');
    await expect(page).toHaveTitle('Privacy error');
    // What Chromium takes for "Proceed (unsafe)".
    await page.keyboard.type('thisisunsafe');
    await expect(page).toHaveTitle(/Latchkey/);
    const window = await Window.open(latchkey, page);
    const names = Array.from({ length: 6 }, (_, index) => `${index}.bin`);
    for (const name of names) await onDisk(latchkey, `in/Lofoten/${name}`, PICTURE);
    await window.add(latchkey.user('in/Lofoten'));

    const ends: Promise<string>[] = [];
    page.on('download', (download) =>
      ends.push(download.failure().then((failure) => failure ?? download.suggestedFilename())),
    );
    // As after a minute of silence: no connection is open that a download could use.
    line.breakOff();
    await window.files.press('Lofoten', 'Control+d');
    await expect.poll(() => ends.length).toBe(names.length);
    expect((await Promise.all(ends)).toSorted()).toEqual(names);
  } finally {
    await browser.close();
    line.stop();
  }
});

test('a download is a transfer: left by the browser or cancelled here, it says so', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const row = (name: string, words: string) =>
    window.transfers.row('Done today', name).filter({ hasText: `${words} at` });
  // More than the browser has taken before it hears of the cancelling.
  await window.drop(await onDisk(latchkey, 'in/large.bin', Buffer.alloc(120_000_000)));
  await window.go('Transfers');
  await expect(row('large.bin', 'Sent')).toBeVisible({ timeout: 60_000 });
  await window.go('Files');
  await window.add(await onDisk(latchkey, 'in/small.txt', 'small'));

  await (await window.files.download('large.bin')).cancel();
  await window.go('Transfers');
  await expect(row('large.bin', 'Cancelled')).toBeVisible();

  // A browser that does not come: as one that was told to refuse downloads.
  const given = page.waitForResponse('**/api/downloads/addresses');
  await page.evaluate(() => (HTMLAnchorElement.prototype.click = () => {}));
  await window.go('Files');
  await window.files.press('small.txt', 'Control+d');
  const { addresses } = (await (await given).json()) as { addresses: { address: string }[] };
  await window.go('Transfers');
  await page.getByRole('button', { name: 'Show what waits' }).click();
  const waiting = window.transfers.row('Waiting', 'small.txt');
  await expect(waiting).toContainText('Waits to be saved');
  await waiting.getByRole('button', { name: 'Cancel small.txt' }).click();
  await expect(row('small.txt', 'Cancelled')).toBeVisible();
  const late = await page.request.get(new URL(addresses[0]?.address ?? '', page.url()).href);
  expect(late.status()).toBe(404);
});

test('with a forgotten key file the user points at it; a wrong one is named beside the right one', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  const cat = await onDisk(latchkey, 'in/cat.png', PICTURE);
  await window.add(cat);
  const right = latchkey.user('Documents', 'Family-photos.key.json');
  const copy = latchkey.user('stick.json');
  await copyFile(right, copy);
  await window.go('Keys');
  await window.keys.make('Work');
  await window.keys.forget('Family photos');
  // A session keeps its keys open: the next one knows neither key nor place.
  await latchkey.stop();
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await window.go('Files');

  await window.files.press('cat.png', 'Control+d');
  const pointer = window.keyDialogs.pointer('cat.png');
  await expect(pointer).toContainText('Latchkey opens it here and does not keep it.');
  const broken = await onDisk(latchkey, 'broken.json', '{"type":"latchkey key file"}');
  await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), broken);
  await expect(pointer.getByRole('alert')).toContainText('This file does not open anything.');
  const work = latchkey.user('Documents', 'Work.key.json');
  await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), work);

  const wrong = window.keyDialogs.wrongKey('Work', 'cat.png');
  await expect(wrong).toContainText('It needs “Family photos”');
  await expect(wrong).toContainText('you picked “Work”');
  await expect(wrong).toContainText('Nothing was opened or changed.');
  await expect(wrong.getByRole('img', { name: /^Key Family photos, [0-9A-F]{4}-[0-9A-F]{4}$/ })).toBeVisible();
  await expect(wrong.getByRole('img', { name: /^Key Work, [0-9A-F]{4}-[0-9A-F]{4}$/ })).toBeVisible();
  await expect(wrong.getByRole('button', { name: 'Use Family photos' })).toBeHidden();
  const download = page.waitForEvent('download');
  await window.keyDialogs.pointAt(wrong.getByRole('button', { name: 'Choose another file…' }), copy);
  expect((await savedBytes(await download)).equals(PICTURE)).toBe(true);
});

test('a protected key asks for its passphrase, once', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await window.go('Keys');
  await window.keys.make('Vault key', 'seven quiet boats');
  await window.go('Files');
  const secret = await onDisk(latchkey, 'in/secret.txt', 'for few eyes');
  await window.add(secret);
  await expect(window.files.row('secret.txt')).toContainText('Vault key');

  // It was opened when it was made; a new session has to ask.
  await latchkey.stop();
  await latchkey.startAgain();
  await window.unlock(latchkey);
  const ask = window.keyDialogs.passphrase('Vault key');
  await window.files.press('secret.txt', 'Control+d');
  await window.keyDialogs.type(ask, 'not these words');
  await expect(ask).toContainText('That passphrase does not open this key file. Try again.');
  const download = page.waitForEvent('download');
  await window.keyDialogs.type(ask, 'seven quiet boats');
  expect(String(await savedBytes(await download))).toBe('for few eyes');
  expect(String(await savedBytes(await window.files.download('secret.txt')))).toBe('for few eyes');
});
