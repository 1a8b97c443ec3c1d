import { createCipheriv } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile, type KeyFile } from '../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../keys/password.ts';
import { readKeyFile } from '../backend/transfers/key-place.ts';
import { Sealer, sealing } from '../keys/sealer.ts';
import { onDisk } from './fixtures/disk.ts';
import { type Desktop, expect, test } from './fixtures/electron-stand-in/desktop.ts';
import { makeVault } from './fixtures/made-vault.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

const PASSPHRASE = 'seven quiet harbour boats';

async function sealedFile(desktop: Desktop, keyFile: KeyFile, path: string, content: string): Promise<string> {
  const sealer = new Sealer(keyFile, { fileId: '0'.repeat(32), suite: 1, exponent: 16 });
  async function* bytes() {
    yield Buffer.from(content);
  }
  return onDisk(desktop, path, Buffer.concat(await Array.fromAsync(sealing(sealer)(bytes()))));
}

test('with no vault on this computer a sealed file asks for its key and opens, and an old one too', async ({
  desktop,
}) => {
  const { page } = desktop;
  const window = new Window(page);
  const { keyDialogs } = window;
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  const keyFile = newKeyFile('Family photos', new Date(0));
  const text = await formatProtectedKeyFile(keyFile, PASSPHRASE, new PasswordWork(), MIN_COST);
  const key = await onDisk(desktop, 'in/family.key.json', text);
  const other = await onDisk(desktop, 'in/work.key.json', formatKeyFile(newKeyFile('Work', new Date(0))));
  const letter = await sealedFile(desktop, keyFile, 'in/letter.txt.sealed', 'dear mira');

  await desktop.openWith(letter);
  const pointer = keyDialogs.pointer('letter.txt.sealed');
  await expectNoBarriers(page, 'the key of an opened file');
  await desktop.choose(other);
  await pointer.getByRole('button', { name: 'Choose key file…' }).click();
  const wrong = keyDialogs.wrongKey('Work', 'letter.txt.sealed');
  await desktop.choose(key);
  await wrong.getByRole('button', { name: 'Choose another file…' }).click();
  const passphrase = keyDialogs.passphrase('Family photos');
  await keyDialogs.type(passphrase, 'another');
  await expect(passphrase).toContainText('That passphrase does not open this key file');
  await desktop.choose(desktop.user('Documents'));
  await keyDialogs.type(passphrase, PASSPHRASE);
  await expect(window.toast('letter.txt is saved')).toBeVisible();
  expect(await readFile(desktop.user('Documents/letter.txt'), 'utf8')).toBe('dear mira');

  const [secret, iv] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
  const cipher = createCipheriv('aes-128-cbc', secret, iv);
  const classic = { key: secret.toString('base64'), iv: iv.toString('base64') };
  await desktop.choose(await onDisk(desktop, 'old/key.json', JSON.stringify(classic)));
  await desktop.openWith(
    await onDisk(desktop, 'old/tax.pdf.enct', Buffer.concat([cipher.update('tax'), cipher.final()])),
  );
  const old = window.dialog('Where is the key.json for tax.pdf.enct?');
  await desktop.choose(desktop.user('Documents'));
  await old.getByRole('button', { name: 'Choose key file…' }).click();
  await expect(window.toast(/^tax.pdf is saved/)).toBeVisible();
  expect((await readdir(desktop.user('Documents'))).sort()).toEqual(['letter.txt', 'tax.pdf']);
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
});

test('a locked vault keeps nobody from a sealed file whose key lies here; a key file waits for the vault', async ({
  places,
  desktop,
}) => {
  const { page } = desktop;
  const window = new Window(page);
  await makeVault(places, MIRA.name, MIRA.password, 'Family photos');
  await page.reload();
  const password = page.getByRole('textbox', { name: 'Password', exact: true });
  await expect(password).toBeVisible();
  const [name = ''] = await readdir(desktop.user('Documents'));
  const keyFile = await readKeyFile(desktop.user('Documents', name));
  if (keyFile.form === 'protected') throw new Error('the key is protected');
  const letter = await sealedFile(desktop, keyFile, 'in/letter.txt.sealed', 'dear mira');
  await onDisk(desktop, 'out/letter.txt', 'another letter');
  await onDisk(desktop, 'free/note.txt', '');
  await desktop.choose(desktop.user('out'));
  await desktop.openWith(letter);
  const there = window.dialog('letter.txt is there already');
  await desktop.choose(desktop.user('free'));
  await there.getByRole('button', { name: 'Choose another folder…' }).click();
  await expect(window.toast('letter.txt is saved')).toBeVisible();
  expect(await readFile(desktop.user('free/letter.txt'), 'utf8')).toBe('dear mira');
  expect(await readFile(desktop.user('out/letter.txt'), 'utf8')).toBe('another letter');

  const damaged = await readFile(letter);
  damaged[damaged.length - 1]! ^= 1;
  await desktop.choose(desktop.user('out'));
  await desktop.openWith(await onDisk(desktop, 'in/torn.txt.sealed', damaged));
  const torn = window.dialog('torn.txt.sealed was changed after it was sealed');
  await expect(torn).toContainText('Nothing was saved.');
  await torn.getByRole('button', { name: 'Close' }).click();
  await desktop.openWith(await onDisk(desktop, 'in/plain.sealed', 'plain, and long enough to be taken for another'));
  await window.dialog('plain.sealed is not a sealed file').getByRole('button', { name: 'Close' }).click();
  expect(await readdir(desktop.user('out'))).toEqual(['letter.txt']);

  await desktop.openWith(desktop.user('Documents', name));
  await window.dialog(`${name} is a key file`).getByRole('button', { name: 'Close' }).click();
  await password.fill(MIRA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Family photos');
});
