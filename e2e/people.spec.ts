import { writeFile } from 'node:fs/promises';
import { type Browser, expect, type Locator, type Page, type Request, test } from '@playwright/test';
import { noCeph, TestCeph } from '../backend/buckets/test-ceph.ts';
import { savedBytes } from './fixtures/disk.ts';
import { networkAddress, Server } from './fixtures/server.ts';
import { MIRA, type Person } from './models/first-start.ts';
import { LinkPage } from './models/link-page.ts';
import { picture } from './models/picture.ts';
import { SharedView } from './models/shared-view.ts';
import { Window } from './models/window.ts';

const PASSPHRASE = 'seven quiet boats';
const BEN: Person = { name: 'ben', password: 'harbour violin meadow 17' };

test.skip(noCeph !== undefined, noCeph);
const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('network');
test.skip(networkAddress === undefined && !isRequired, 'needs an address in a network');

let ceph: TestCeph;
let server: Server;
test.beforeAll(async () => {
  ceph = await TestCeph.start();
  const { accessKeyId, secretAccessKey } = ceph.user;
  server = await Server.make({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  const bucket = `s3://${await ceph.makeBucket()}/vault?endpoint=${ceph.endpoint}&region=${ceph.region}`;
  await server.run(['init', '--bucket', bucket, '--user', MIRA.name], { LATCHKEY_PASSWORD: MIRA.password });
  await server.run(['user', 'add', BEN.name], { LATCHKEY_PASSWORD: BEN.password });
  const made = ['key', 'new', 'mira.key.json', '--name', 'Family photos', '--protect'];
  await server.run(made, { LATCHKEY_PASSPHRASE: PASSPHRASE });
  await server.serve();
});
test.afterAll(async () => {
  await server?.stop();
  await ceph?.stop();
});

/** Of a picture that is shown, in pixels; 0 before it is. */
const widthOf = (image: Locator) => image.evaluate((one: HTMLImageElement) => one.naturalWidth).catch(() => 0);

/** A browser elsewhere, and somebody at it. */
async function at(browser: Browser, { name, password }: Person): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.address);
  await expect(page.getByRole('button', { name: 'Open another vault' })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible();
  return page;
}

test('many people, one vault: sent and shared from other computers, and handed out once by a link', async ({
  browser,
}) => {
  const [page, other] = await Promise.all([at(browser, MIRA), at(browser, BEN)]);
  const content = await picture(page, 'fjord');
  await writeFile(server.path('fjord.png'), content);
  const [mira, ben, hers, theirs] = [new Window(page), new Window(other), new SharedView(page), new SharedView(other)];

  // The key is picked where the browser is, and opened there.
  const sent: Request[] = [];
  page.on('request', (request) => void sent.push(request));
  page.on('filechooser', (chooser) => void chooser.setFiles(server.path('mira.key.json')));
  await mira.drop(server.path('fjord.png'));
  const keyFile = page.getByRole('dialog').getByRole('button', { name: /key file/ });
  await keyFile.first().click();
  await mira.keyDialogs.type(mira.keyDialogs.passphrase('Family photos'), PASSPHRASE);
  await mira.files.hasFile('fjord.png');
  await expect.poll(() => widthOf(mira.files.row('fjord.png').locator('img'))).toBe(480);
  await mira.files.row('fjord.png').dblclick();
  const viewer = mira.dialog('Picture fjord.png');
  await expect.poll(() => widthOf(viewer.getByRole('img', { name: 'fjord.png' }))).toBe(1200);
  await viewer.getByRole('button', { name: 'Files' }).click();
  await mira.files.select('fjord.png');
  const own = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).first().click();
  expect((await savedBytes(await own)).equals(content)).toBe(true);

  await ben.go('Shared');
  const words = await theirs.own();
  await mira.files.row('fjord.png').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  const dialog = mira.dialog('Share fjord.png');
  await dialog.getByRole('textbox').fill(BEN.name);
  await dialog.getByRole('button', { name: 'Share' }).click();
  const comparison = mira.dialog('Compare six words with ben');
  expect(await hers.words(comparison)).toBe(words);
  await comparison.getByRole('button', { name: 'They match' }).click();
  await expect(mira.toast('Shared with ben')).toBeVisible();

  await other.reload();
  await theirs.row('fjord.png').getByRole('button', { name: 'Compare words with mira' }).click();
  await ben.dialog('Compare six words with mira').getByRole('button', { name: 'They match' }).click();
  const saving = other.waitForEvent('download');
  await theirs.row('fjord.png').getByRole('button', { name: 'Download fjord.png' }).click();
  expect((await savedBytes(await saving)).equals(content)).toBe(true);
  await ben.go('Files');
  await expect(ben.files.row('fjord.png')).toHaveCount(0);

  const form = await mira.links.begin(mira, 'fjord.png');
  await form.getByRole('button', { name: 'Get link' }).click();
  const made = mira.dialog('The link is ready');
  const address = await made.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(address.startsWith(`${server.address}/d/`)).toBe(true);
  await page.keyboard.press('Escape');

  const nobody = await browser.newContext();
  const link = new LinkPage(await nobody.newPage());
  for (let looks = 0; looks < 2; looks += 1) {
    await link.open(address);
    await expect(link.title(/mira\W? sent you a file/)).toBeVisible();
  }
  const download = await link.saving(() => link.save.click());
  expect((await savedBytes(download)).equals(content)).toBe(true);
  await expect(link.title('Your file is here')).toBeVisible();
  const late = new LinkPage(await (await browser.newContext()).newPage());
  await late.open(address);
  await expect(late.title('This link is used up')).toBeVisible();

  await mira.go('Activity');
  const log = page.getByRole('region', { name: 'What happened' });
  for (const what of ['Saved fjord.png', 'Sent fjord.png', 'Logged in'])
    await expect(log.getByRole('listitem').filter({ hasText: what }).first()).toBeVisible();
  await page.getByRole('radio', { name: 'Logged-in devices' }).click();
  await expect(page.getByText('This one')).toBeVisible();
  const devices = page.getByRole('region', { name: 'Logged-in devices' });
  await expect(devices).toContainText(`Chromium on Linux, ${networkAddress}`);

  expect(sent.some((request) => request.postData()?.includes('"file":') === true)).toBe(true);
  expect(sent.filter((request) => request.postData()?.includes(PASSPHRASE) === true)).toEqual([]);
  expect(sent.filter((request) => /keys\/(open|inspect)$/.test(request.url()))).toEqual([]);
  await mira.go('Keys');
  await mira.keys.details('Family photos').getByRole('button', { name: 'Close this key' }).click();
  await expect(mira.toast('“Family photos” is closed.')).toBeVisible();
  await mira.go('Files');
  await expect(mira.files.row('fjord.png').locator('img')).toHaveCount(0);
});
