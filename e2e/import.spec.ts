import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from './fixtures/latchkey.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { Window } from './models/window.ts';

const VECTORS = fileURLToPath(new URL('../keys/vectors/classic/', import.meta.url));

test('files of an older program are brought over, told one by one; a wrong token brings over nothing', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  const open = async () => {
    await page.getByRole('button', { name: /Lock or copy the place/ }).click();
    await page.getByRole('menuitem', { name: 'Bring files over from an older program…' }).click();
  };
  await open();
  const form = window.dialog('Bring files over from an older program');
  await form.getByRole('textbox', { name: 'File or folder on this computer' }).fill(join(VECTORS, 'user-manager'));
  const chooser = page.waitForEvent('filechooser');
  await form.getByRole('button', { name: 'Choose key.json…' }).click();
  await (await chooser).setFiles(join(VECTORS, 'user-manager/key.json'));
  await form.getByRole('button', { name: 'Bring over' }).click();
  const over = window.dialog('5 of 5 files brought over');
  await expect(over.getByText('user-manager/cat-shared.png')).toBeVisible();
  await expect(over.getByText('The old formats could not detect tampering.')).toBeVisible();
  await expectNoBarriers(page, 'report');
  await over.getByRole('button', { name: 'Close' }).click();
  await window.files.hasFile('user-manager');

  await open();
  await form.getByText('Flask-Encryptor').click();
  await form.getByRole('textbox', { name: 'Folder of the stored files' }).fill(join(VECTORS, 'flask-encryptor'));
  await form.getByRole('textbox', { name: 'Database' }).fill(join(VECTORS, 'flask-encryptor/database.json'));
  await form.getByLabel('Token', { exact: true }).fill('another');
  await expectNoBarriers(page, 'Flask-Encryptor');
  await form.getByRole('button', { name: 'Bring over' }).click();
  const wrong = window.dialog('This key or token does not fit');
  await expect(wrong.getByRole('listitem')).toHaveCount(3);
  await wrong.getByRole('button', { name: 'Back' }).click();
  await form.getByLabel('Token', { exact: true }).fill('');
  await form.getByRole('button', { name: 'Bring over' }).click();
  await window.dialog('5 of 5 files brought over').getByRole('button', { name: 'Close' }).click();
  await window.files.hasFile('dog-shared.png');
});
