import { rename, rm, stat, truncate, writeFile, readFile } from 'node:fs/promises';
import { onDisk, savedBytes, sealedObjects } from './fixtures/disk.ts';
import { expect, test } from './fixtures/latchkey.ts';
import { Window } from './models/window.ts';

test('a changed, a cut and a vanished file are told apart, each with what is safe', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  const objectOf = async (name: string): Promise<string> => {
    const before = await sealedObjects(latchkey);
    await window.add(await onDisk(latchkey, `in/${name}`, `content of ${name}`));
    const [object] = (await sealedObjects(latchkey)).filter((path) => !before.includes(path));
    if (object === undefined) throw new Error(`${name} left nothing in the bucket`);
    return object;
  };
  const flipped = await objectOf('flipped.txt');
  const cut = await objectOf('cut.txt');
  const gone = await objectOf('gone.txt');
  await objectOf('whole.txt');
  const bytes = await readFile(flipped);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  await writeFile(flipped, bytes);
  await truncate(cut, (await stat(cut)).size - 8);
  await rm(gone);

  for (const [name, title, todo] of [
    ['flipped.txt', 'flipped.txt was changed after it was sealed', 'Add the file again from the original.'],
    [
      'cut.txt',
      /^(The end of cut\.txt is missing|cut\.txt was changed after it was sealed)$/,
      'Try again|Add the file again',
    ],
    ['gone.txt', 'gone.txt is missing from the bucket', 'Add the file again from the original.'],
  ] as const) {
    const saving = async () => expect(await (await window.files.download(name)).failure()).not.toBeNull();
    const checking = () => window.files.details.getByRole('button', { name: 'Verify now' }).click();
    for (const findOut of [saving, checking]) {
      await findOut();
      const dialog = window.dialog(title);
      await expect(dialog).toContainText('What happened');
      // Of what is not there at all no copy could be saved.
      const safe = name === 'gone.txt' ? '' : 'Nothing of this copy was saved here. ';
      await expect(dialog).toContainText(`${safe}Your other files are not touched.`);
      await expect(dialog).toContainText(new RegExp(todo));
      await dialog.getByRole('button', { name: 'Close' }).click();
      await expect(dialog).toBeHidden();
    }
  }
  expect(String(await savedBytes(await window.files.download('whole.txt')))).toBe('content of whole.txt');

  // None of several keeps the others from being saved.
  const whole = page.waitForEvent('download', (download) => download.suggestedFilename() === 'whole.txt');
  await window.files.select('gone.txt');
  // Two: a browser asks its user before it saves more at once, and nobody answers here.
  await window.files.row('whole.txt').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+d');
  expect(String(await savedBytes(await whole))).toBe('content of whole.txt');
  await window.dialog('gone.txt is missing from the bucket').getByRole('button', { name: 'Close' }).click();

  await window.go('Transfers');
  await window.transfers.show('Down');
  await expect(window.transfers.row('Needs you', /^Files, \d files/)).toContainText(
    'gone.txt was in “Latchkey” and is missing now.',
  );
  for (const [name, words] of [
    ['flipped.txt', /does not match its seal/],
    ['gone.txt', /is missing now/],
  ] as const)
    await expect(window.transfers.row('Needs you', name).filter({ hasText: words }).first()).toBeVisible();
  await expect(window.transfers.row('Done today', 'whole.txt')).toContainText('Opened and saved at');
});

test('a server that ended says so, and what vanished meanwhile is told until somebody knows', async ({
  latchkey,
  page,
}) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/lost.txt', 'lost'));
  const [lost] = await sealedObjects(latchkey);
  await window.add(await onDisk(latchkey, 'in/note.txt', 'hello'));
  await latchkey.kill();
  await rm(lost!);
  const strip = page.getByText('Latchkey does not answer on this computer.');
  await expect(strip).toBeVisible({ timeout: 15_000 });
  await expect(
    page.getByText('What was sent is safe. Start Latchkey again, and use the window it opens.'),
  ).toBeVisible();
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await expect(strip).toBeHidden();
  expect(String(await savedBytes(await window.files.download('note.txt')))).toBe('hello');
  const alarm = page.getByRole('status').filter({ hasText: '1 file in Latchkey is not as it was.' });
  await expect(alarm).toContainText('Latchkey did not change that. Your other files are not touched.');
  await window.go('Keys');
  await alarm.getByRole('button', { name: 'Show' }).click();
  const dialog = window.dialog('What is not as it was in Latchkey');
  await expect(dialog).toContainText(
    /lost\.txt.*This file was in the bucket on \d+ \w+ and is missing now\. Latchkey did not delete it\./,
  );
  await dialog.getByRole('button', { name: 'I know about lost.txt' }).click();
  await expect(dialog).toBeHidden();
  await expect(alarm).toBeHidden();
  await window.go('Files');
  await expect(window.files.list.getByText('lost.txt')).toBeHidden();
});

test('a vault that was moved away is told under the toolbar of every room, and comes back', async ({
  latchkey,
  page,
}) => {
  await page.clock.install();
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/note.txt', 'hello'));
  await rename(latchkey.user('Latchkey'), latchkey.user('away'));
  // The window looks for its vault every half minute.
  await page.clock.fastForward(30_000);
  await expect(page.getByText(/^No connection to Latchkey since \d\d:\d\d\.$/)).toBeVisible();
  await expect(page.getByText('What was sent is safe.')).toBeVisible();
  await expect(page.getByText('Latchkey, no connection')).toBeVisible();
  await window.go('Keys');
  await expect(
    page.getByText(/What was sent is safe\. Connect the disk or the network that holds .*Latchkey\./),
  ).toBeVisible();
  await rename(latchkey.user('away'), latchkey.user('Latchkey'));
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('Stored on this computer')).toBeVisible();
  await expect(page.getByText(/^No connection to Latchkey/)).toBeHidden();
  await window.go('Files');
  expect(String(await savedBytes(await window.files.download('note.txt')))).toBe('hello');
});

test('without its key file nothing opens, and nothing is lost by looking', async ({ latchkey, page }) => {
  const window = await Window.open(latchkey, page);
  await window.add(await onDisk(latchkey, 'in/note.txt', 'hello'));
  const key = latchkey.user('Documents', 'Family-photos.key.json');
  await latchkey.stop();
  await rename(key, latchkey.user('found.json'));
  await latchkey.startAgain();
  await window.unlock(latchkey);
  await window.files.press('note.txt', 'Control+d');
  const pointer = window.keyDialogs.pointer('note.txt');
  await expect(pointer).toContainText('The file was sealed with this key.');
  await page.keyboard.press('Escape');
  await expect(pointer).toBeHidden();
  await window.files.press('note.txt', 'Control+d');
  const download = page.waitForEvent('download');
  await window.keyDialogs.pointAt(
    pointer.getByRole('button', { name: 'Choose key file…' }),
    latchkey.user('found.json'),
  );
  expect(String(await savedBytes(await download))).toBe('hello');
});
