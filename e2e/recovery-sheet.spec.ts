import { readFile, rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import jsqr from 'jsqr';
import { onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { Window } from './models/window.ts';

/** A sheet of A4 at 96 dots to the inch, without its margins. */
const PAPER = { width: 673, height: 1001 };

test('a key file that is lost comes back from its recovery sheet, by camera and by hand', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/a.txt', 'what was sealed'));
  const { keys } = window;
  await window.go('Keys');
  await keys.details('Family photos').getByRole('button', { name: 'Set…' }).click();
  const protect = window.dialog('Protect “Family photos” with a passphrase');
  await protect.getByRole('textbox', { name: 'Passphrase', exact: true }).fill('seven quiet boats');
  await protect.getByRole('textbox', { name: 'The same passphrase again' }).fill('seven quiet boats');
  await protect.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(keys.details('Family photos')).toContainText('Yes, asked once after unlocking');
  const file = latchkey.user('Documents', 'Family-photos.key.json');
  const original = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

  await page.evaluate(() => (globalThis.print = () => undefined));
  await keys.details('Family photos').getByRole('button', { name: 'Print recovery sheet…' }).click();
  const dialog = window.dialog('Print a recovery sheet of “Family photos”');
  await expect(dialog).toContainText('The passphrase is not on it.');
  await expectNoBarriers(page, 'recovery sheet');
  const size = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(PAPER);
  const code = await read(page, await page.screenshot({ fullPage: true }));
  const text = await page.getByRole('article').locator('pre').innerText();
  const height = await page.evaluate(() => document.querySelector('article')?.getBoundingClientRect().bottom ?? 0);
  // One page holds all of it, and nothing else is printed.
  expect(height).toBeLessThan(PAPER.height);
  await expect(page.getByRole('heading', { name: 'Keys', level: 1 })).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  if (size !== null) await page.setViewportSize(size);
  await dialog.getByRole('button', { name: 'Print…' }).click();
  await window.dialog('Did the sheet come out?').getByRole('button', { name: 'It is printed' }).click();
  await expect(keys.details('Family photos')).toContainText(/Printed \d+ \w+ \d{4}/);
  await expect(page.getByRole('article')).toBeHidden();

  for (const shown of [code, text]) {
    expect(JSON.parse(shown)).toMatchObject(original);
    await rm(file);
    await page.reload();
    await window.go('Keys');
    await keys.details('Family photos').getByRole('button', { name: 'From a recovery sheet…' }).click();
    const paper = window.dialog('Make a key file from its recovery sheet');
    const field = paper.getByRole('textbox', { name: 'Text of the sheet' });
    await field.fill(shown.replace('"salt"', '"sa1t"'));
    await paper.getByRole('button', { name: 'Save key file' }).click();
    await expect(paper).toContainText('This is not the whole key file yet.');
    await expectNoBarriers(page, 'from a recovery sheet');
    await field.fill(shown);
    await paper.getByRole('button', { name: 'Save key file' }).click();
    await expect(window.toast('“Family photos” is saved in Documents / Family-photos.key.json')).toBeVisible();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(original);
  }
  await latchkey.stop();
  await latchkey.startAgain();
  await page.goto(latchkey.address);
  await window.unlock(latchkey);
  const download = page.waitForEvent('download');
  await window.files.press('a.txt', 'Control+d');
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('seven quiet boats');
  await page.keyboard.press('Enter');
  expect((await savedBytes(await download)).toString()).toBe('what was sealed');
});

/** What a camera reads out of a picture. */
async function read(page: Page, png: Buffer): Promise<string> {
  const pixels = await page.evaluate(async (base64) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)]));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context?.drawImage(picture, 0, 0);
    const data = context?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray();
    return { width: picture.width, height: picture.height, data: new Uint8Array(data).toBase64() };
  }, png.toString('base64'));
  const rgba = new Uint8ClampedArray(Buffer.from(pixels.data, 'base64'));
  const found = jsqr.default(rgba, pixels.width, pixels.height);
  if (found === null) throw new Error('there is no code on the sheet');
  return found.data;
}
