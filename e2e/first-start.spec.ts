import { readFile, rm, stat } from 'node:fs/promises';
import { onDisk, sealedObjects } from './fixtures/disk.ts';
import { Drag } from './fixtures/drag.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { FilesView } from './models/files-view.ts';
import { FirstStart, MIRA } from './models/first-start.ts';

test('a first start leads through four pages to an empty vault, with the key file where it was put', async ({
  latchkey,
  page,
}) => {
  await page.goto(latchkey.address);
  const start = new FirstStart(page);
  await start.all(MIRA, 'Family photos');
  // The code is worth one entry and stays in no history.
  expect(page.url()).not.toContain(latchkey.address.split('#')[1]);
  const path = latchkey.user('Documents', 'Family-photos.key.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ type: 'latchkey key file', name: 'Family photos' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(latchkey.user('Latchkey', 'vault.json'), 'utf8')).toContain('latchkey vault');
});

test('an address that was used, or is too old, says so and what to do', async ({ latchkey, page, browser }) => {
  await page.goto(latchkey.address);
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const late = await context.newPage();
  await late.goto(latchkey.address);
  await expect(late.getByRole('heading', { name: 'This window is not connected', level: 1 })).toBeVisible();
  await expect(late.getByText('Its address works once, and was used before or is too old.')).toBeVisible();
  await expect(late.getByText('Start Latchkey again for a new one')).toBeVisible();
  await expectNoBarriers(late, 'closed');
  await context.close();
});

test('the first file is sealed within a minute of the first page', async ({ latchkey, page }, { annotations }) => {
  const note = await onDisk(latchkey, 'in/note.txt', 'the first file');
  const began = performance.now();
  await page.goto(latchkey.address);
  const start = new FirstStart(page);
  await start.where();
  await start.person(MIRA);
  await start.saveKey('Family photos');
  const drag = await Drag.over(page, [note]);
  await expect(page.getByText('Drop 1 item into Files')).toBeVisible();
  await drag.drop();
  await new FilesView(page).hasFile('note.txt');
  const seconds = (performance.now() - began) / 1000;
  annotations.push({ type: 'seconds to the first sealed file', description: seconds.toFixed(1) });
  expect(seconds).toBeLessThan(60);
  const [object, ...others] = await sealedObjects(latchkey);
  expect(others).toEqual([]);
  expect(String(await readFile(object ?? ''))).not.toContain('the first file');
});

test('it can be done without a mouse', async ({ latchkey, page }) => {
  await page.goto(latchkey.address);
  await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type(MIRA.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(MIRA.password);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type(MIRA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Save your key file' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save key file' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your key file is saved' })).toBeVisible();
});

test('the vault is locked and unlocked; a wrong password is said plainly', async ({ latchkey, page }) => {
  await page.goto(latchkey.address);
  await new FirstStart(page).all();
  await page.getByRole('button', { name: /^Latchkey, mira/ }).click();
  await page.getByRole('menuitem', { name: 'Lock' }).click();
  const password = page.getByRole('textbox', { name: 'Password', exact: true });
  await password.fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This is not the password of “mira”.')).toBeVisible();
  await password.fill(MIRA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Files', level: 1 })).toBeVisible();
});

test('on a second computer a slip in the name makes nothing; a new account is made where one is meant', async ({
  latchkey,
  page,
}) => {
  await page.goto(latchkey.address);
  const start = new FirstStart(page);
  await start.all();
  await latchkey.stop();
  // What this computer remembered is gone; the vault is not.
  await rm(latchkey.home(), { recursive: true });
  await latchkey.startAgain();
  await page.goto(latchkey.address);
  const place = latchkey.user('Latchkey');
  await start.joinInstead();
  await start.join(place, { name: 'mria', password: MIRA.password });
  const nobody = page.getByRole('alert');
  await expect(nobody).toContainText('Nobody is called “mria” in this vault.');
  await nobody.getByRole('button', { name: 'Make a new account named “mria”' }).click();
  await expect(page.getByRole('heading', { name: 'Make a new account named “mria”' })).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await start.join(place, MIRA);
  await expect(page.getByRole('heading', { name: 'Save your key file' })).toBeVisible();

  await latchkey.stop();
  await rm(latchkey.home(), { recursive: true });
  await latchkey.startAgain();
  await page.goto(latchkey.address);
  await start.joinInstead();
  await start.join(place, { name: 'ben', password: 'typed once' });
  await nobody.getByRole('button', { name: 'Make a new account named “ben”' }).click();
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('five quiet boats at sea');
  await page.getByRole('textbox', { name: 'The same password again' }).fill('five quiet boats at sea');
  await page.getByRole('button', { name: 'Make account' }).click();
  await start.saveKey('Ben');
  await start.done();
  await expect(page.getByRole('button', { name: /^Latchkey, ben/ })).toBeVisible();
});

for (const size of [
  { width: 900, height: 600 },
  { width: 720, height: 480 },
]) {
  test(`every button of its pages can be reached at ${size.width} × ${size.height}`, async ({ latchkey, page }) => {
    await page.setViewportSize(size);
    await page.goto(latchkey.address);
    const start = new FirstStart(page);
    await start.where();
    await start.person(MIRA);
    await start.saveKey('Family photos');
    const choose = page.getByRole('button', { name: 'Choose a folder…' });
    if (size.height < 600) await choose.scrollIntoViewIfNeeded();
    await expect(choose).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Go to Files' })).toBeInViewport({ ratio: 1 });
    const foot = await page.getByRole('contentinfo').boundingBox();
    const button = await choose.boundingBox();
    expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0);
  });
}

test('nothing on its pages keeps anybody out, by day and by night', async ({ latchkey, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(latchkey.address);
  const start = new FirstStart(page);
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  await expectNoBarriers(page, 'where');
  await start.joinInstead();
  await page.getByRole('button', { name: 'Open vault' }).click();
  await expectNoBarriers(page, 'join');
  await page.getByRole('button', { name: 'Back' }).click();
  await start.where();
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  await expectNoBarriers(page, 'account');
  await start.person(MIRA);
  await expect(page.getByRole('button', { name: 'Save key file' })).toBeVisible();
  await expectNoBarriers(page, 'key');
  await start.saveKey('Family photos');
  await expectNoBarriers(page, 'done');
});
