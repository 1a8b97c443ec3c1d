import { bytesOf, savedBytes } from './fixtures/disk.ts';
import { expect, test } from './fixtures/links.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { LinkPage } from './models/link-page.ts';

const MIB = 2 ** 20;

test('looking uses nothing up, the button does, and the file is the one that was sent', async ({ links, page }) => {
  const content = bytesOf(20 * MIB + 5);
  const address = await links.add({ files: { 'Cabin/plan ‮gpj.exe': content } });
  const link = new LinkPage(page);
  await link.open(address);
  await expect(link.title(/mira\W? sent you a file/)).toBeVisible();
  await expect(page.getByText('21 MB. Waiting until ')).toBeVisible();
  await link.open(address);
  await expect(link.save).toBeVisible();
  expect(await links.claims(address)).toBe(0);
  expect(await links.weight()).toBeLessThan(60_000);

  const download = await link.saving(() => link.save.click());
  expect(download.suggestedFilename()).toBe('plan _gpj.exe');
  expect((await savedBytes(download)).equals(content)).toBe(true);
  await expect(link.title('Your file is here')).toBeVisible();
  const secret = new URL(address).hash.slice(1);
  expect(links.requests.join('\n')).not.toContain(secret);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(secret);

  // Loaded again, it gives the copy it keeps, and asks the server for nothing more.
  await page.reload();
  const again = await link.saving(() => page.getByRole('button', { name: 'Save again, plan _gpj.exe' }).click());
  expect((await savedBytes(again)).equals(content)).toBe(true);
  await page.getByRole('button', { name: 'Remove the copy now' }).click();
  await expect(link.title('The copy in this browser is removed')).toBeVisible();
  expect(await link.kept()).toEqual([]);
  expect(new URL(page.url()).hash).toBe('');
  await link.open(address);
  await expect(link.title('This link is used up')).toBeVisible();
});

test('a download that breaks off goes on where it stopped, also after the page is loaded again', async ({
  links,
  page,
}) => {
  const content = { 'first.bin': bytesOf(12 * MIB, 1), 'second.bin': bytesOf(70_000, 2) };
  const address = await links.add({ files: content });
  const link = new LinkPage(page);
  await link.open(address);
  links.line.stallAfter = 4 * MIB;
  await link.save.click();
  // Eight segments of a quarter MiB may be on their way to be opened; the others are.
  await expect(page.getByText(/^[1-4] of 13 MB/).first()).toBeVisible();
  links.line.breakOff();
  await expect(page.getByText('The connection is gone')).toBeVisible();
  await expect(page.getByText(/^[1-4] of 13 MB are opened and kept in this browser/)).toBeVisible();

  links.line.stallAfter = 5 * MIB;
  await page.reload();
  await expect(page.getByText(/^[5-9] of 13 MB/).first()).toBeVisible();
  links.line.breakOff();
  await expect(page.getByText('The connection is gone')).toBeVisible();
  const downloads = [page.waitForEvent('download'), page.waitForEvent('download', { predicate: isSecond })];
  await page.getByRole('button', { name: 'Go on' }).click();
  const [first, second] = await Promise.all(downloads);
  expect((await savedBytes(first!)).equals(content['first.bin'])).toBe(true);
  expect((await savedBytes(second!)).equals(content['second.bin'])).toBe(true);
  const starts = links.ranges.map((range) => Number(/\d+/.exec(range)?.[0]));
  expect(starts).toHaveLength(2);
  expect(starts[0]).toBeGreaterThan(MIB);
  expect(starts[1]).toBeGreaterThan(starts[0]!);
  expect(await links.claims(address)).toBe(1);
});

const isSecond = (download: { suggestedFilename(): string }) => download.suggestedFilename() === 'second.bin';

test('a wrong password, a damaged file and a link that is gone are said as they are, to everybody', async ({
  links,
  page,
}) => {
  const address = await links.add({ files: { 'a.txt': bytesOf(5), 'b.txt': bytesOf(9) }, password: 'open sesame' });
  const link = new LinkPage(page);
  await link.open(address);
  await link.password.fill('open says me');
  await link.password.press('Enter');
  await expect(page.getByText('This password does not open the link.')).toBeVisible();
  await expectNoBarriers(page, 'a wrong password');
  await link.password.fill('open sesame');
  await link.password.press('Enter');
  await expect(link.title(/mira\W? sent you 2 files/)).toBeVisible();
  await expectNoBarriers(page, 'the files of the link');
  expect(await links.claims(address)).toBe(0);

  await links.damage();
  let saved = 0;
  page.on('download', () => (saved += 1));
  await link.save.click();
  await expect(link.title('These files could not be opened')).toBeVisible();
  await expectNoBarriers(page, 'files that cannot be opened');
  expect(saved).toBe(0);
  expect(await link.kept()).toEqual([expect.stringMatching(/^latchkey-link-/)]);

  const cut = await links.add({ files: { 'a.txt': bytesOf(5) } });
  await link.open(cut.slice(0, -1));
  await expect(link.title('A part of the address is missing')).toBeVisible();
  await links.withdraw(cut);
  await link.open(cut);
  await expect(link.title('There is nothing at this link')).toBeVisible();
});
