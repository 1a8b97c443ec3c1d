import { request } from '@playwright/test';
import { expect, test } from './fixtures/latchkey.ts';
import { MIRA } from './models/first-start.ts';
import { Window } from './models/window.ts';

test('a token is made, copied once, lets a script in, and lets it in no more when it is revoked', async ({
  latchkey,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const window = await Window.open(latchkey, page);
  await window.go('Activity');
  await page.getByRole('radio', { name: 'Tokens' }).click();
  await page.getByRole('region').getByRole('button', { name: 'New token…' }).click();
  const form = window.dialog('Make a token for a script');
  await form.getByRole('button', { name: 'Make token' }).click();
  await expect(form).toContainText('Give it a name.');
  await form.getByRole('textbox', { name: 'Name' }).fill('Nightly backup');
  await form.getByRole('textbox', { name: 'Your password' }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(form).toContainText('That is not the password of this account. No token was made.');
  await form.getByRole('textbox', { name: 'Your password' }).fill(MIRA.password);
  await page.keyboard.press('Enter');
  const made = window.dialog('Here is your token');
  await made.getByRole('button', { name: 'Copy token' }).click();
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  expect(token).toMatch(/^latchkey_[0-9a-f]{16}_[\w-]{43}$/);
  await made.getByRole('button', { name: 'Close' }).click();

  const row = page.getByRole('region', { name: 'Tokens for scripts' }).getByRole('listitem');
  await expect(row).toContainText('Nightly backup');
  await expect(row).toContainText('Never used');
  expect(await page.content()).not.toContain(token);
  const script = await request.newContext({
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const names = `${new URL(latchkey.address).origin}/filenames`;
  expect(await (await script.get(names)).json()).toEqual([]);
  await expect(row).toContainText('Last used');
  await row.getByRole('button', { name: 'Revoke the token Nightly backup' }).click();
  await window.dialog('Revoke the token “Nightly backup”?').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
  expect((await script.get(names)).status()).toBe(401);
  await script.dispose();
  await page.getByRole('radio', { name: 'What happened' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Used a token' })).toContainText('Nightly backup');
});
