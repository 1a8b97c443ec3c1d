import { noCeph, TestCeph } from '../backend/buckets/test-ceph.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { BucketFields } from './models/bucket-fields.ts';
import { camera } from './models/camera.ts';
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

for (const theme of ['light', 'dark'] as const) {
  test(`every screen of a bucket (${theme})`, async ({ latchkey, page }) => {
    const take = camera(page, theme);
    const bucket = await ceph.makeBucket();
    const owner = ceph.addUser(`owner-${theme}`);
    await ceph.allow(bucket, `owner-${theme}`, ['s3:*']);
    const fields = new BucketFields(page);
    const typed = { bucket, folder: 'holm-archive', endpoint: ceph.tlsEndpoint, ...owner };
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(latchkey.address);
    const start = new FirstStart(page);
    await fields.choose();
    await take('start-1-bucket');
    await page.getByRole('button', { name: /Service$/ }).click();
    await page.getByRole('listbox').waitFor();
    await take('start-1-bucket-services');
    await page.keyboard.press('Escape');
    await fields.enter({ ...typed, secretAccessKey: 'another one', endpoint: ceph.endpoint });
    await fields.test();
    await fields.saysOf('Secret access key', 'does not belong');
    await take('start-1-bucket-wrong', page.getByRole('button', { name: 'Test connection' }));
    await fields.enter(typed);
    await fields.test();
    await fields.untrusted.waitFor();
    await take('start-1-bucket-untrusted', page.getByRole('button', { name: 'Trust this certificate' }));
    await fields.trust();
    await fields.works.waitFor();
    await take('start-1-bucket-works', fields.works);
    await start.joinInstead();
    await take('start-join-bucket');
    await page.getByRole('button', { name: 'Back' }).click();
    await start.where();
    await start.person(MIRA);
    await start.saveKey('Family photos');
    await start.done();
    const window = new Window(page);
    await take('bucket-files');
    await page.getByRole('button', { name: /^holm-archive, mira/ }).click();
    await page.getByRole('menuitem', { name: 'Storage…' }).click();
    await window.dialog('How “holm-archive” is reached').waitFor();
    await take('bucket-storage');
    await page.keyboard.press('Escape');
    await window.go('Transfers');
    await page.getByRole('button', { name: 'No speed limit' }).click();
    await page.getByRole('menu').waitFor();
    await take('menu-speed');
    await page
      .getByRole('menuitemradio', { name: 'Own limit…' })
      .or(page.getByRole('menuitem', { name: 'Own limit…' }))
      .click();
    await window.dialog('How fast may transfers go?').waitFor();
    await take('speed');
    await page.keyboard.press('Escape');

    await window.go('Files');
    ceph.admin('key', 'rm', '--uid', `owner-${theme}`, '--key-type', 's3', '--access-key', owner.accessKeyId);
    await page.reload();
    await expect(page.getByText('holm-archive refused the access key.')).toBeVisible();
    await take('bucket-refused');
    await page.getByRole('button', { name: /^holm-archive, mira/ }).click();
    await page.getByRole('menuitem', { name: 'Lock' }).click();
    await expect(page.getByText('holm-archive refused the access key.')).toBeVisible();
    await take('bucket-refused-unlock');
  });
}
