import { readFile, rename } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

test('a key is made, named, protected and checked; another and a damaged file are told apart', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/a.txt', 'a'), await onDisk(latchkey, 'in/b.txt', 'b'));
  const { keys } = window;
  const file = latchkey.user('Documents', 'Family-photos.key.json');
  await window.go('Keys');
  await expect(keys.row('Family photos')).toContainText('2 files. Seen today.');
  await keys.check(file);
  await window.dialog('“Family photos” opens all of its 2 files').getByRole('button', { name: 'Close' }).click();

  await keys.make('Tax papers', undefined, false);
  await expect(window.toast('“Tax papers” is saved in Documents / Tax-papers.key.json')).toBeVisible();
  await keys.check(latchkey.user('Documents', 'Tax-papers.key.json'));
  await window
    .dialog('“Tax papers” is whole, and nothing here needs it')
    .getByRole('button', { name: 'Close' })
    .click();
  await keys.check(
    await onDisk(latchkey, 'broken.json', (await readFile(file, 'utf8')).replace(/"key": ?"./, '"key":"?')),
  );
  const damaged = window.dialog('broken.json is not a whole key file');
  await expect(damaged).toContainText('Your sealed files are as they were.');
  await expect(damaged).toContainText('Point at another copy of the key file.');
  await damaged.getByRole('button', { name: 'Close' }).click();

  await keys.choose('Tax papers');
  await keys.details('Tax papers').getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of this key' }).fill('Papers');
  await page.keyboard.press('Enter');
  await expect(keys.details('Papers')).toBeVisible();
  expect(JSON.parse(await readFile(latchkey.user('Documents', 'Tax-papers.key.json'), 'utf8'))).toMatchObject({
    name: 'Papers',
  });

  await keys.details('Papers').getByRole('button', { name: 'Set…' }).click();
  const protect = window.dialog('Protect “Papers” with a passphrase');
  await protect.getByRole('textbox', { name: 'Passphrase', exact: true }).fill('seven quiet boats');
  await protect.getByRole('textbox', { name: 'The same passphrase again' }).fill('seven quiet goats');
  await protect.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(protect).toContainText('The two are not the same. Type the passphrase again');
  await protect.getByRole('textbox', { name: 'The same passphrase again' }).fill('seven quiet boats');
  await protect.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(keys.details('Papers')).toContainText('Yes, asked once after unlocking');
  await keys.check(latchkey.user('Documents', 'Tax-papers.key.json'));
  const ask = window.dialog('Tax-papers.key.json asks for its passphrase');
  await ask.getByRole('textbox', { name: 'Passphrase' }).fill('seven quiet boats');
  await page.keyboard.press('Enter');
  await window.dialog('“Papers” is whole, and nothing here needs it').getByRole('button', { name: 'Close' }).click();

  await keys.forget('Family photos');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'Family photos' });
});

test('a key file that nobody saw for long is warned of, and found again', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { keys } = window;
  await window.add(await onDisk(latchkey, 'in/a.txt', 'a'));
  await window.go('Keys');
  await keys.make('Work');
  const file = await readFile(latchkey.user('Documents', 'Family-photos.key.json'), 'utf8');
  const found = await onDisk(latchkey, 'found.json', file);
  await latchkey.stop();
  const state = new DatabaseSync(latchkey.home('state.sqlite'));
  const long = Date.now() - 63 * 86_400_000;
  state
    .prepare("UPDATE known_key SET seen = ?, path = '/media/mira/HOLM/keys.json' WHERE name = 'Family photos'")
    .run(long);
  state.close();
  await latchkey.startAgain();
  await window.unlock(latchkey);

  await expect(page.getByRole('link', { name: 'Keys, One key file has not been seen for a while' })).toBeVisible();
  await window.go('Keys');
  const details = keys.details('Family photos');
  await expect(keys.row('Family photos')).toContainText('Not seen for 63 days');
  await expect(details).toContainText('This key file was last seen 63 days ago');
  await expect(details).toContainText('It was on USB stick HOLM on');
  await expect(details).toContainText('If it is lost, nobody can open the 1 file it sealed.');
  await keys.check(
    latchkey.user('Documents', 'Work.key.json'),
    details.getByRole('button', { name: 'Find the key file…' }),
  );
  const other = window.dialog('“Work” is another key');
  await expect(other).toContainText('You are looking for “Family photos”');
  await other.getByRole('button', { name: 'Cancel' }).click();
  await keys.check(found, details.getByRole('button', { name: 'Find the key file…' }));
  await window.dialog('“Family photos” opens its 1 file').getByRole('button', { name: 'Close' }).click();
  await expect(details).not.toContainText('This key file was last seen');
  await expect(page.getByRole('link', { name: 'Keys', exact: true })).toBeVisible();
});

test('a new key seals what is added next only where that was asked for', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const { keys, files } = window;
  await window.add(await onDisk(latchkey, 'in/plan.txt', 'one'), await onDisk(latchkey, 'in/old.txt', 'old'));
  await window.go('Keys');
  await keys.make('Aside', undefined, false);
  await window.go('Files');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByRole('menuitem', { name: 'Seal with Family photos…' }).waitFor();
  await page.keyboard.press('Escape');
  await window.go('Keys');
  await keys.make('Work');
  await expect(window.toast('“Work” is saved and seals what you add next')).toBeVisible();
  await expect(keys.details('Work')).toContainText('What you add next is sealed with this key.');
  await window.go('Files');
  await window.drop(await onDisk(latchkey, 'in/plan.txt', 'the second'));
  await expect(files.row('plan.txt')).toContainText('Work');
  await files.press('old.txt', 'Delete');
  await expect(files.row('old.txt')).toBeHidden();
  // What is left for the first key: the earlier version, and what lies in the trash.
  await window.go('Keys');
  await expect(keys.row('Family photos')).toContainText('Only for older or trashed files.');
  await keys.choose('Family photos');
  await expect(keys.details('Family photos')).toContainText('2 earlier versions or files in the trash');
});

test('a wrong key file is mended with the right one once that is at hand', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/note.txt', 'hello'));
  await window.go('Keys');
  await window.keys.make('Work');
  await latchkey.stop();
  const right = latchkey.user('Documents', 'Family-photos.key.json');
  await rename(right, latchkey.user('away.json'));
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await window.go('Files');
  await window.files.press('note.txt', 'Control+d');
  const pointer = window.keyDialogs.pointer('note.txt');
  await expect(pointer).toContainText('The file was sealed with this key.');
  await expect(pointer).toContainText('Seen today in Documents, not there now');
  await rename(latchkey.user('away.json'), right);
  const work = latchkey.user('Documents', 'Work.key.json');
  await window.keyDialogs.pointAt(pointer.getByRole('button', { name: 'Choose key file…' }), work);
  const wrong = window.keyDialogs.wrongKey('Work', 'note.txt');
  const download = page.waitForEvent('download');
  await wrong.getByRole('button', { name: 'Use Family photos' }).click();
  expect(String(await savedBytes(await download))).toBe('hello');
});

test('while the vault is away a new window shows itself at once, with its keys', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/note.txt', 'hello'));
  await rename(latchkey.user('Latchkey'), latchkey.user('away'));
  await page.reload();
  await expect(page.getByText(/^No connection to Latchkey since \d\d:\d\d\.$/)).toBeVisible();
  await window.go('Keys');
  await expect(window.keys.row('Family photos')).toContainText('Seen today.');
  await rename(latchkey.user('away'), latchkey.user('Latchkey'));
  // It looks by itself every few seconds.
  await expect(window.keys.row('Family photos')).toContainText('1 file. Seen today.');
});
