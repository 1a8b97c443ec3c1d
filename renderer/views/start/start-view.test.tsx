// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FRESH, fakeServer, type FakeServer, renderApp, SESSION, VAULT } from '../../test-window.tsx';
import { startWords } from '../../words/words.ts';

beforeAll(async () => {
  await startWords();
  // What the window loads when it is needed; here nobody waits for it.
  await import('./start-view.tsx');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  location.hash = '';
});

const KEY = {
  path: '/media/mira/HOLM/My-files.key.json',
  name: 'My files',
  id: '4f2a91cc'.repeat(4),
  fingerprint: '4F2A-91CC',
  created: '2026-11-20T12:00:00Z',
  form: 'plain',
} as const;
const KNOWN = {
  ...KEY,
  seen: null,
  present: true,
  open: true,
  lastUsed: true,
  files: 0,
  bytes: 0,
  older: 0,
  quietUntil: null,
  printed: null,
};

function granting(_method: string, path: string, server: FakeServer): unknown {
  if (path === '/api/vault') server.state = { ...server.state, vault: VAULT, session: SESSION };
  if (path === '/api/keys/cut') return { id: KEY.id, fingerprint: KEY.fingerprint };
  if (path === '/api/keys') server.keys = [KNOWN];
  return path === '/api/keys' ? KEY : { token: 't', session: SESSION };
}

const title = (name: string) => screen.findByRole('heading', { level: 1, name });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function toAccount() {
  await title('Where should your sealed files live?');
  press('Continue');
  await title('Choose a name and a password');
}

async function toKey() {
  await toAccount();
  type('Your name', ' mira ');
  type('Password', 'velvet harbour copper nine');
  type('The same password again', 'velvet harbour copper nine');
  press('Continue');
  await title('Save your key file');
}

test('four screens: the vault is made, then the key on the stick, then the files', async () => {
  const server = fakeServer(FRESH);
  server.grant = granting;
  renderApp();
  await toKey();
  expect(server.asked.slice(0, 1)).toEqual([
    {
      method: 'POST',
      path: '/api/vault',
      body: { place: '/home/mira/Latchkey', join: false, username: 'mira', password: 'velvet harbour copper nine' },
    },
  ]);
  // The key is shown as it is cut, and saved as it is shown.
  expect(await screen.findByRole('img', { name: 'The new key, 4F2A-91CC' })).toBeDefined();
  press('Save key file');
  await title('Your key file is saved');
  const made = { location: '/media/mira/HOLM', name: 'My files', use: true, cut: KEY.id };
  expect(server.asked.at(-1)?.body).toEqual(made);
  expect(screen.getByRole('img', { name: 'Key My files, 4F2A-91CC' })).toBeDefined();
  expect(screen.getByText('My-files.key.json')).toBeDefined();
  press('Go to Files');
  await screen.findByRole('navigation', { name: 'Rooms' });
  expect(location.hash).toBe('#/files');
});

test('nothing is asked of the server before the form is whole, and each gap is named', async () => {
  const server = fakeServer(FRESH);
  renderApp();
  await toAccount();
  press('Continue');
  expect(await screen.findByText('Choose a name; a first name will do')).toBeDefined();
  type('Your name', 'mira');
  press('Continue');
  expect(await screen.findByText('Choose a password')).toBeDefined();
  type('Password', 'velvet harbour copper nine');
  type('The same password again', 'velvet harbour');
  press('Continue');
  expect(await screen.findByText(/The two are not the same/)).toBeDefined();
  expect(server.asked).toEqual([]);
});

test('a weak password is warned of and taken', async () => {
  const server = fakeServer(FRESH);
  server.grant = granting;
  renderApp();
  await toAccount();
  type('Your name', 'mira');
  type('Password', 'hunter2');
  expect(await screen.findByText(/Short enough to be guessed/)).toBeDefined();
  type('The same password again', 'hunter2');
  press('Continue');
  await title('Save your key file');
});

test('where a vault stands already nothing is made, and it can be opened', async () => {
  const server = fakeServer(FRESH);
  server.refusals.set('POST /api/vault', { status: 409, code: 'exists' });
  renderApp();
  await toAccount();
  type('Your name', 'mira');
  type('Password', 'velvet harbour copper nine');
  type('The same password again', 'velvet harbour copper nine');
  press('Continue');
  expect(await screen.findByText('There is a vault in /home/mira/Latchkey already.')).toBeDefined();
  press('Open it');
  await title('Open a vault you already have');
  expect(screen.getByLabelText<HTMLInputElement>('Folder of the vault').value).toBe('/home/mira/Latchkey');
});

test('joining with a known key leads to the files at once', async () => {
  const server = fakeServer(FRESH);
  server.grant = (method, path) => {
    server.keys = [KNOWN];
    return granting(method, path, server);
  };
  renderApp();
  await title('Where should your sealed files live?');
  press('Open a vault you already have');
  await title('Open a vault you already have');
  type('Folder of the vault', '/mnt/archive');
  type('Your name', 'mira');
  type('Password', 'velvet');
  press('Open vault');
  await screen.findByRole('navigation', { name: 'Rooms' });
  expect(server.asked[0]?.body).toMatchObject({ place: '/mnt/archive', join: true });
});

test('a name the vault does not know makes nothing before it was asked for, and then its password twice', async () => {
  const server = fakeServer(FRESH);
  server.refusals.set('POST /api/vault', { status: 404, code: 'no-account' });
  server.grant = granting;
  renderApp();
  await title('Where should your sealed files live?');
  press('Open a vault you already have');
  await title('Open a vault you already have');
  type('Folder of the vault', '/mnt/archive');
  type('Your name', 'mria');
  type('Password', 'velvet');
  press('Open vault');
  expect((await screen.findByRole('alert')).textContent).toContain('Nobody is called “mria” in this vault.');
  press('Make a new account named “mria”');
  await title('Make a new account named “mria”');
  press('Back');
  await title('Open a vault you already have');
  expect(screen.getByLabelText<HTMLInputElement>('Your name').value).toBe('mria');
  press('Make a new account named “mria”');
  server.refusals.clear();
  type('Password', 'velvet harbour copper nine');
  type('The same password again', 'velvet harbour copper');
  press('Make account');
  expect(await screen.findByText(/The two are not the same/)).toBeDefined();
  type('The same password again', 'velvet harbour copper nine');
  press('Make account');
  await title('Save your key file');
  const asked = { place: '/mnt/archive', join: true, username: 'mria' };
  expect(server.asked.slice(0, 2).map(({ body }) => body)).toEqual([
    { ...asked, password: 'velvet' },
    { ...asked, newName: true, password: 'velvet harbour copper nine' },
  ]);
});

test('an account left without a key goes on at the key', async () => {
  fakeServer({ ...FRESH, vault: VAULT, session: SESSION }).grant = granting;
  renderApp();
  await title('Save your key file');
});

test('a session that ends meanwhile leads to the lock, not into a dead end', async () => {
  const server = fakeServer({ ...FRESH, vault: VAULT, session: SESSION });
  server.grant = granting;
  server.refusals.set('POST /api/keys', { status: 401, code: 'unauthorized' });
  renderApp();
  await title('Save your key file');
  server.state = { ...server.state, session: null };
  press('Save key file');
  await waitFor(() => title('Unlock Latchkey'), { timeout: 8000 });
});

test('a passphrase is asked for twice before the key is made', async () => {
  const server = fakeServer({ ...FRESH, vault: VAULT, session: SESSION });
  server.grant = granting;
  renderApp();
  await title('Save your key file');
  fireEvent.click(screen.getByLabelText('Protect the key file with a passphrase'));
  press('Save key file');
  expect(await screen.findByText('Choose a passphrase')).toBeDefined();
  const saved = () => server.asked.filter(({ path }) => path === '/api/keys');
  expect(saved()).toEqual([]);
  type('Passphrase', 'copper nine velvet');
  type('The same passphrase again', 'copper nine velvet');
  press('Save key file');
  await title('Your key file is saved');
  expect(saved()[0]?.body).toMatchObject({ passphrase: 'copper nine velvet' });
});
