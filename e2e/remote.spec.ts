import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { networkInterfaces } from 'node:os';
import { onDisk, savedBytes } from './fixtures/disk.ts';
import { expect, type Latchkey, test } from './fixtures/latchkey.ts';
import { MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

const MAIN = new URL('../backend/cli/main.ts', import.meta.url).pathname;
const RENDERER = new URL('../dist/renderer', import.meta.url).pathname;
const address = Object.values(networkInterfaces())
  .flatMap((all = []) => all)
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

test.skip(address === undefined, 'needs an address in a network');

/** `latchkey serve` for other computers, with the same home. */
async function serve(latchkey: Latchkey) {
  const env = { ...process.env, LATCHKEY_HOME: latchkey.home(), LATCHKEY_RENDERER: RENDERER };
  const child = spawn(process.execPath, [MAIN, 'serve', '--host', '0.0.0.0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const stop = async () => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  return { url: `https://${address}:${port}/`, stop };
}

test('from another computer: log in, send and save a file with a key that is picked there, and see it told', async ({
  latchkey,
  page,
}) => {
  await Window.open(latchkey, page);
  const server = await serve(latchkey);
  try {
    await page.goto(server.url);
    await expect(page.getByRole('button', { name: 'Open another vault' })).toHaveCount(0);
    await page.getByRole('textbox', { name: 'Your name' }).fill(MIRA.name);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(MIRA.password);
    await page.keyboard.press('Enter');
    const window = new Window(page);
    await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible();
    await window.drop(await onDisk(latchkey, 'in/letter.txt', 'Dear Ben'));
    page.on('filechooser', (chooser) => void chooser.setFiles(latchkey.user('Documents', 'Family-photos.key.json')));
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /key file/ })
      .first()
      .click();
    await window.files.hasFile('letter.txt');

    await window.files.select('letter.txt');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).first().click();
    expect((await savedBytes(await saved)).toString()).toBe('Dear Ben');

    await window.go('Activity');
    const log = page.getByRole('region', { name: 'What happened' });
    for (const words of ['Saved letter.txt', 'Sent letter.txt', 'Logged in'])
      await expect(log.getByRole('listitem').filter({ hasText: words }).first()).toBeVisible();
    await page.getByRole('radio', { name: 'Signed-in devices' }).click();
    await expect(page.getByText('This one')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Signed-in devices' })).toContainText(
      `Chromium on Linux, ${address}`,
    );
  } finally {
    await server.stop();
  }
});
