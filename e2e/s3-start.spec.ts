import { expectNoBarriers } from './models/barriers.ts';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noCeph, TestCeph } from '../backend/buckets/test-ceph.ts';
import { onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, Latchkey, test } from './fixtures/latchkey.ts';
import { BucketFields } from './models/bucket-fields.ts';
import { FirstStart, MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

test.skip(noCeph !== undefined, noCeph);

let ceph: TestCeph;
test.beforeAll(async () => {
  ceph = await TestCeph.start();
});
test.afterAll(async () => {
  await ceph?.stop();
});

test('journey 5: a vault in a bucket, joined from another computer, and everything is there', async ({
  latchkey,
  page,
}) => {
  const typed = { bucket: await ceph.makeBucket(), folder: 'vault', endpoint: ceph.tlsEndpoint, ...ceph.user };
  const fields = new BucketFields(page);
  const start = new FirstStart(page);
  await page.goto(latchkey.address);
  await fields.choose();
  await fields.enter(typed);
  await fields.test();
  await expect(fields.untrusted).toContainText(new X509Certificate(ceph.certificate.cert).fingerprint256);
  await fields.trust();
  await expect(fields.works).toBeVisible();
  await start.where();
  await start.person(MIRA);
  await start.saveKey('Family photos');
  await start.done();
  const window = new Window(page);
  await window.add(await onDisk(latchkey, 'in/letter.txt', 'Dear Ben'));
  await expect(page.getByText('vault, connected')).toBeVisible();
  await expect.poll(() => ceph.uploads(typed.bucket)).toEqual([]);

  const other = await Latchkey.start(join(latchkey.root, 'other'));
  try {
    await page.goto(other.address);
    await start.joinInstead();
    await fields.choose();
    await fields.enter(typed);
    await fields.test();
    await fields.trust();
    await expect(fields.works).toBeVisible();
    await page.getByRole('textbox', { name: 'Your name' }).fill(MIRA.name);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(MIRA.password);
    await page.getByRole('button', { name: 'Open vault' }).click();
    await window.files.hasFile('letter.txt');
    await window.files.press('letter.txt', 'Control+d');
    const key = latchkey.user('Documents', 'Family-photos.key.json');
    const pointer = window.keyDialogs.pointer('letter.txt');
    const saved = page.waitForEvent('download');
    await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), key);
    expect(String(await savedBytes(await saved))).toBe('Dear Ben');
  } finally {
    await other.stop();
  }
});

test('what keeps a bucket from being used is said beside the field it is about', async ({ latchkey, page }) => {
  const fields = new BucketFields(page);
  const typed = { bucket: await ceph.makeBucket(), folder: '', endpoint: ceph.endpoint, ...ceph.user };
  await page.setViewportSize({ width: 900, height: 600 });
  await page.goto(latchkey.address);
  await fields.choose();
  await page.getByRole('button', { name: 'Continue' }).click();
  await fields.saysOf('Bucket', 'Name the bucket');
  await expect(fields.field('Bucket')).toBeFocused();
  await fields.field('Bucket').fill('holm archive');
  await fields.saysOf('Bucket', 'Did you mean holm-archive?');
  await fields.enter({ ...typed, secretAccessKey: 'another secret' });
  await page.getByRole('button', { name: 'Continue' }).click();
  await fields.saysOf('Secret access key', 'The secret does not belong to this access key.');
  await expect(page.getByText('The secret does not belong to this access key.')).toBeInViewport({ ratio: 1 });
  await fields.enter({ ...typed, bucket: 'no-such-bucket' });
  await fields.test();
  await fields.saysOf('Bucket', 'There is no bucket “no-such-bucket”');
  await fields.enter({ ...typed, endpoint: 'https://127.0.0.1:1' });
  await fields.test();
  await fields.saysOf('Address of the server', 'The server does not answer.');
  await fields.enter(typed);
  await fields.test();
  await expect(fields.works).toContainText('The connection is not encrypted.');
  await expect(fields.works).toBeInViewport({ ratio: 1 });
  await fields.enter({ ...typed, endpoint: ceph.tlsEndpoint });
  await fields.test();
  await expect(fields.untrusted.getByRole('button')).toBeInViewport({ ratio: 1 });
  expect(await readFile(latchkey.home('latchkey.json')).catch(() => 'none')).toBe('none');
});

test('a key that was exchanged at the service is told, and another one is entered', async ({ latchkey, page }) => {
  const bucket = await ceph.makeBucket();
  const owner = ceph.addUser('owner');
  await ceph.allow(bucket, 'owner', ['s3:*']);
  const fields = new BucketFields(page);
  await page.goto(latchkey.address);
  await fields.choose();
  await fields.enter({ bucket, folder: '', endpoint: ceph.endpoint, ...owner });
  const start = new FirstStart(page);
  await start.where();
  await start.person(MIRA);
  await start.saveKey('Family photos');
  await start.done();
  const key = ['--uid', 'owner', '--key-type', 's3', '--access-key'];
  ceph.admin('key', 'create', ...key, 'OWNER2', '--secret-key', 'a new secret of the owner');
  ceph.admin('key', 'rm', ...key, owner.accessKeyId);
  await page.reload();
  const strip = page.getByRole('status').filter({ hasText: `${bucket} refused the access key.` });
  await strip.getByRole('button', { name: 'Storage…' }).click();
  const dialog = new Window(page).dialog(`How “${bucket}” is reached`);
  await expect(dialog.getByRole('textbox', { name: 'Access key ID' })).toHaveValue(owner.accessKeyId);
  await expectNoBarriers(page, 'refused');
  await dialog.getByRole('textbox', { name: 'Access key ID' }).fill('OWNER2');
  await dialog.getByRole('textbox', { name: 'Secret access key' }).fill('not this one');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText('The secret does not belong to this access key.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Secret access key' }).fill('a new secret of the owner');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(strip).toBeHidden();
  await expect(page.getByText(`${bucket}, connected`)).toBeVisible();
});

test('the fields of a bucket keep nobody out, and need no mouse', async ({ latchkey, page }) => {
  await page.goto(latchkey.address);
  await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused();
  await page.getByRole('radio', { name: /This computer/ }).focus();
  await page.keyboard.press('ArrowDown');
  const fields = new BucketFields(page);
  await expect(fields.field('Bucket')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: /Service$/ })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('holm archive');
  await page.keyboard.press('Enter');
  await fields.saysOf('Bucket', 'Did you mean holm-archive?');
  const look = () => expectNoBarriers(page, 'fields');
  await look();
  await page.getByRole('button', { name: /Service$/ }).click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await look();
  await page.keyboard.press('Escape');
  await fields.enter({ bucket: 'any', folder: '', endpoint: ceph.tlsEndpoint, ...ceph.user });
  await fields.test();
  await expect(fields.untrusted).toBeVisible();
  await look();
});
