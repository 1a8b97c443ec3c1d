import { readdir, readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readKeyFile } from '../backend/transfers/key-place.ts';
import type { Bridge } from '../electron/ipc-contract.ts';
import { Sealer, sealing } from '../keys/sealer.ts';
import { onDisk } from './fixtures/disk.ts';
import { type Desktop, expect, test } from './fixtures/electron-stand-in/desktop.ts';
import { makeVault } from './fixtures/made-vault.ts';
import { expectNoBarriers } from './models/barriers.ts';
import { MIRA } from './models/first-start.ts';
import { picture } from './models/picture.ts';
import { Window } from './models/window.ts';

test.beforeEach(({ places }) => makeVault(places, MIRA.name, MIRA.password, 'Family photos'));

async function unlock({ page }: Desktop): Promise<Window> {
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(MIRA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Files', level: 1 })).toBeVisible();
  return new Window(page);
}

const dragOut = (page: Page, path: string) =>
  page.evaluate((saved) => (window as unknown as { latchkey: Bridge }).latchkey.dragOut(saved), path);

/** Sealed with the key of the vault, by whatever program. */
async function sealedFile(desktop: Desktop, path: string, content: string): Promise<string> {
  const names = await readdir(desktop.user('Documents'));
  const name = names.find((one) => one.endsWith('.key.json')) ?? '';
  const keyFile = await readKeyFile(desktop.user('Documents', name));
  if (keyFile.form === 'protected') throw new Error('the key is protected');
  const sealer = new Sealer(keyFile, { fileId: '0'.repeat(32), suite: 1, exponent: 16 });
  async function* bytes() {
    yield Buffer.from(content);
  }
  return onDisk(desktop, path, Buffer.concat(await Array.fromAsync(sealing(sealer)(bytes()))));
}

test('in the native shell files come by their paths, and go to the folder that the user chose', async ({ desktop }) => {
  const { page } = desktop;
  const window = await unlock(desktop);
  await onDisk(desktop, 'in/Lofoten/2026/hamnoy.txt', 'hamnoy');
  await desktop.drop(await onDisk(desktop, 'in/note.txt', 'hello'), desktop.user('in/Lofoten'));
  await window.files.hasFile('note.txt');
  await window.files.hasFile('Lofoten');
  await desktop.choose(await onDisk(desktop, 'in/picked.txt', 'picked'));
  await desktop.menu('Add files…');
  await window.files.hasFile('picked.txt');
  await desktop.choose(desktop.user('Documents'));
  await window.files.press('Lofoten', 'Control+d');
  await page.getByRole('button', { name: 'Show in its folder' }).click();
  expect(await readFile(desktop.user('Documents/Lofoten/2026/hamnoy.txt'), 'utf8')).toBe('hamnoy');
  const saved = desktop.user('Documents/Lofoten/2026/hamnoy.txt');
  if (desktop.revealed() !== undefined) {
    await expect.poll(() => desktop.revealed()).toEqual([desktop.user('Documents')]);
    // The backend told the shell of this file, and of no other.
    expect([await dragOut(page, saved), await dragOut(page, desktop.user('Documents/other.txt'))]).toMatchObject([
      { ok: true },
      { ok: false },
    ]);
  }

  await desktop.choose(desktop.user('Documents'));
  await desktop.openWith(await sealedFile(desktop, 'in/letter.txt.sealed', 'dear mira'));
  await expect(window.toast('letter.txt is saved')).toBeVisible();
  expect(await readFile(desktop.user('Documents/letter.txt'), 'utf8')).toBe('dear mira');
});

test('what goes into the native shell by its paths is looked through, can stay out, and gets its thumbnails', async ({
  desktop,
}) => {
  const { page } = desktop;
  const window = await unlock(desktop);
  await onDisk(desktop, 'in/Trip/app/.env', 'API_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a\n');
  await onDisk(desktop, 'in/Trip/reine.png', await picture(page, 'reine'));
  await desktop.drop(desktop.user('in/Trip'));
  const review = window.dialog('Have a look before these go');
  await expect(review).toContainText('Trip/app/.env');
  await review.getByRole('button', { name: 'Leave these out' }).click();
  await window.files.open('Trip');
  await window.files.hasFile('reine.png');
  const width = (name: string) => {
    const image = window.files.row(name).locator('img');
    return image.evaluate((one: HTMLImageElement) => one.naturalWidth).catch(() => 0);
  };
  await expect.poll(() => width('reine.png')).toBe(480);
  await window.files.select('reine.png');
  await expect(window.files.details).toContainText('Photo, 1200 × 800');
  await expect(window.files.rows).toHaveCount(1);
  // Chosen in the dialog of the system, into the folder that is open.
  await desktop.choose(await onDisk(desktop, 'in/hamnoy.png', await picture(page, 'hamnoy')));
  await desktop.menu('Add files…');
  await window.files.hasFile('hamnoy.png');
  await expect.poll(() => width('hamnoy.png')).toBe(480);
});

test('in the native shell the old files of an import are pointed at in the dialogs of the system', async ({
  desktop,
}) => {
  const { page } = desktop;
  const window = await unlock(desktop);
  await page.getByRole('button', { name: /Lock or copy the place/ }).click();
  await page.getByRole('menuitem', { name: 'Bring files over from an older program…' }).click();
  const form = window.dialog('Bring files over from an older program');
  await form.getByText('Flask-Encryptor').click();
  await desktop.choose(desktop.user('Documents'));
  await form.getByRole('button', { name: 'Choose: Folder of the stored files' }).click();
  await expect(form.getByRole('textbox', { name: 'Folder of the stored files' })).toHaveValue(
    desktop.user('Documents'),
  );
  const database = await onDisk(desktop, 'in/app.db', 'no database');
  await desktop.choose(database);
  await form.getByRole('button', { name: 'Choose: Database' }).click();
  await expect(form.getByRole('textbox', { name: 'Database' })).toHaveValue(database);
  await expectNoBarriers(page, 'import');
});

test('attack: a page that was taken over navigates, opens, embeds, loads and asks for nothing, and no frame of it reaches the bridge', async ({
  desktop,
}) => {
  const { page } = desktop;
  await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor();
  const here = page.url();
  const tried = await page.evaluate(async () => {
    const bridge = (window as unknown as { latchkey: Bridge }).latchkey;
    const script = document.createElement('script');
    script.src = 'https://example.org/x.js';
    const loaded = new Promise((resolve) => {
      script.addEventListener('load', () => resolve('loaded'));
      script.addEventListener('error', () => resolve('refused'));
    });
    document.head.append(script);
    window.open('https://example.org/');
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    const inner = document.createElement('iframe');
    document.body.append(inner);
    const world = inner.contentWindow as unknown as {
      latchkey?: Bridge;
      standInCall?: (channel: string, args: readonly unknown[]) => Promise<unknown>;
    };
    const fetched = await fetch('https://example.org/').then(
      () => 'fetched',
      () => 'refused',
    );
    const run = () => {
      try {
        // oxlint-disable-next-line no-implied-eval -- what the page's policy has to refuse.
        return String(new Function('return 1')());
      } catch {
        return 'refused';
      }
    };
    return {
      script: await loaded,
      hasBridge: world.latchkey !== undefined,
      fromFrame: await world.standInCall?.('latchkey:keyring', []),
      fetched,
      run: run(),
      require: typeof (window as unknown as { require?: unknown }).require,
      process: typeof (window as unknown as { process?: unknown }).process,
      permission: await Notification.requestPermission().catch(() => 'denied'),
      media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        () => 'refused',
      ),
      reveal: await bridge.reveal('/etc/passwd'),
      trick: await bridge.reveal('/etc/../etc/passwd'),
      made: await bridge.takeDropped([new File(['x'], 'passwd')]),
      wrong: await (bridge.theme as (...args: unknown[]) => Promise<unknown>)({ source: 'dark' }),
    };
  });
  expect(tried).toMatchObject({
    script: 'refused',
    hasBridge: false,
    fetched: 'refused',
    run: 'refused',
    require: 'undefined',
    process: 'undefined',
    permission: 'denied',
    media: 'refused',
    reveal: { ok: false, code: 'not-chosen' },
    trick: { ok: false, code: 'path-trick' },
    made: { ok: true, value: [] },
    wrong: { ok: false, code: 'wrong-arguments' },
  });
  // In Electron a frame has no way to call at all.
  if (tried.fromFrame !== undefined) expect(tried.fromFrame).toEqual({ ok: false, code: 'foreign-sender' });
  await page.evaluate(() => window.location.assign('https://example.org/'));
  await page.evaluate(() => window.location.assign('file:///etc/passwd')).catch(() => undefined);
  await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toBeVisible();
  expect(page.url()).toBe(here);
  for (const frame of page.frames()) expect(frame.url()).not.toMatch(/^https:\/\/example\.org/);
  await expect.poll(() => page.context().pages()).toHaveLength(1);
  expect(desktop.browsed() ?? []).toEqual([]);
});

test('attack: another program of this user without the local token reaches three endpoints, and neither the page nor the way in', async ({
  desktop,
  playwright,
}) => {
  const { origin } = new URL(desktop.page.url());
  const other = await playwright.request.newContext({ baseURL: origin, ignoreHTTPSErrors: true });
  const statusOf = async (method: string, path: string) => (await other.fetch(path, { method, data: {} })).status();
  expect(await statusOf('GET', '/healthcheck')).toBe(200);
  for (const path of ['/user/login', '/user/create']) expect(await statusOf('POST', path)).toBe(400);
  const others = ['/', '/index.html', '/api/openapi.json', '/api/state', '/api/events', `/d/${'0'.repeat(32)}`];
  for (const path of others) expect(await statusOf('GET', path), path).toBe(403);
  expect(await statusOf('POST', '/api/local')).toBe(403);
  await other.dispose();
  // The window itself is in.
  await expect(desktop.page.getByRole('textbox', { name: 'Password', exact: true })).toBeVisible();
});
