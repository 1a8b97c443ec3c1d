// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FRESH, fakeServer, renderApp, SESSION, VAULT } from '../../test-window.tsx';
import { startWords } from '../../words/words.ts';

beforeAll(startWords);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const LOCKED = { ...FRESH, vault: VAULT };
const KEY = {
  id: '4f2a91cc'.repeat(4),
  fingerprint: '4F2A-91CC',
  name: 'My files',
  created: '',
  form: 'plain' as const,
  path: '/k.json',
  seen: null,
  present: true,
  open: false,
  lastUsed: true,
  files: 1,
  bytes: 1,
  older: 0,
  quietUntil: null,
  printed: null,
};

async function unlock(password: string) {
  await screen.findByRole('heading', { level: 1, name: 'Unlock Latchkey' });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.click(screen.getByRole('button', { name: 'Unlock' }));
}

test('who was here last stands there; the password opens the files', async () => {
  const server = fakeServer(LOCKED, [KEY]);
  server.grant = () => {
    server.state = { ...LOCKED, session: SESSION };
    return { token: 't', session: SESSION };
  };
  renderApp();
  await unlock('velvet');
  expect(screen.getByLabelText<HTMLInputElement>('Your name').value).toBe('mira');
  await screen.findByRole('navigation', { name: 'Rooms' });
  expect(server.asked).toEqual([
    { method: 'POST', path: '/api/sessions', body: { username: 'mira', password: 'velvet' } },
  ]);
});

test('a wrong password is said plainly and can be typed again', async () => {
  const server = fakeServer(LOCKED);
  server.refusals.set('POST /api/sessions', { status: 401, code: 'wrong-password' });
  renderApp();
  await unlock('wrong');
  expect((await screen.findByRole('alert')).textContent).toContain('This is not the password of “mira”.');
  expect(document.activeElement).toBe(screen.getByLabelText('Password'));
});

test.each([
  ['rate-limited', 429, 'There were too many tries within a minute.'],
  ['unreachable', 502, 'does not answer'],
  ['vanished-code-of-tomorrow', 500, 'Latchkey ran into a fault of its own.'],
])('%s has its own sentence', async (code, status, words) => {
  const server = fakeServer(LOCKED);
  server.refusals.set('POST /api/sessions', { status, code });
  renderApp();
  await unlock('velvet');
  expect((await screen.findByRole('alert')).textContent).toContain(words);
});

test('an empty password asks nothing of the server', async () => {
  const server = fakeServer(LOCKED);
  renderApp();
  await unlock('');
  expect(await screen.findByText('Type your password')).toBeDefined();
  expect(server.asked).toEqual([]);
});

test('a vault that is not there is told before anybody tries', async () => {
  fakeServer({ ...LOCKED, vault: { ...VAULT, reachable: false, since: '2026-11-20T10:00:00Z' } });
  renderApp();
  expect(await screen.findByText('Latchkey is not there just now.')).toBeDefined();
});

test('another vault can be opened, and the way back is there', async () => {
  fakeServer(LOCKED);
  renderApp();
  await screen.findByRole('heading', { level: 1, name: 'Unlock Latchkey' });
  fireEvent.click(screen.getByRole('button', { name: 'Open another vault' }));
  await screen.findByRole('heading', { level: 1, name: 'Open a vault you already have' });
  fireEvent.click(screen.getByRole('button', { name: 'Back' }));
  await screen.findByRole('heading', { level: 1, name: 'Unlock Latchkey' });
});
