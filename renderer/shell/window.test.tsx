// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import type { KnownKey } from '../../backend/contract/keys.ts';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FRESH, fakeServer, renderApp, SESSION, VAULT } from '../test-window.tsx';
import { startWords } from '../words/words.ts';

beforeAll(startWords);
// On a busy machine they are read for longer than a test waits for what they show.
beforeAll(() =>
  Promise.all([import('../views/unlock/unlock-view.tsx'), import('../views/transfers/transfers-view.tsx')]),
);
beforeEach(() => {
  location.hash = '#/transfers';
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  location.hash = '';
});

const OPEN = { ...FRESH, vault: VAULT, session: SESSION };
const KEY: KnownKey = {
  id: '4f2a91cc'.repeat(4),
  fingerprint: '4F2A-91CC',
  name: 'My files',
  created: '2026-01-01T00:00:00Z',
  form: 'plain',
  path: '/media/mira/HOLM/My-files.key.json',
  seen: '2026-09-18T20:14:00Z',
  present: true,
  open: true,
  lastUsed: true,
  files: 196,
  bytes: 1.2e9,
  older: 0,
  quietUntil: null,
  printed: null,
};

const rooms = async () => {
  const rows = within(await screen.findByRole('navigation', { name: 'Rooms' })).getAllByRole('link');
  return rows.map((row) => row.getAttribute('aria-label'));
};

test('only rooms that work have a row, and the open one says so', async () => {
  fakeServer(OPEN, [KEY]);
  renderApp();
  expect(await rooms()).toEqual([
    'Files',
    'Photos',
    'Shared',
    'Links',
    'Transfers',
    'Keys',
    'Activity',
    'Trash',
    'Settings',
  ]);
  expect(screen.getByRole('link', { current: 'page' }).getAttribute('aria-label')).toBe('Transfers');
});

test('a row leads to its room', async () => {
  fakeServer(OPEN, [KEY]);
  renderApp();
  await rooms();
  fireEvent.click(screen.getByRole('link', { name: 'Keys' }));
  expect(location.hash).toBe('#/keys');
});

test('a key file that nobody saw for long is marked on its row', async () => {
  fakeServer(OPEN, [{ ...KEY, present: false }]);
  renderApp();
  expect(await rooms()).toContain('Keys, One key file has not been seen for a while');
});

test('locking ends the session and asks for the password', async () => {
  const server = fakeServer(OPEN, [KEY]);
  server.grant = () => {
    server.state = { ...OPEN, session: null };
    return {};
  };
  renderApp();
  await rooms();
  fireEvent.click(screen.getByRole('button', { name: /^Latchkey, mira/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Lock' }));
  await screen.findByRole('heading', { level: 1, name: 'Unlock Latchkey' });
  expect(server.asked).toEqual([{ method: 'DELETE', path: '/api/sessions/current', body: undefined }]);
});

test('a lost vault is told under the toolbar and at the foot, with what is safe', async () => {
  fakeServer({ ...OPEN, vault: { ...VAULT, reachable: false, since: '2026-11-20T14:32:00' } }, [KEY]);
  renderApp();
  const strip = (await screen.findByText('No connection to Latchkey since 14:32.')).closest('[role="status"]');
  expect(strip?.textContent).toContain('What was sent is safe.');
  expect(screen.getByText('Latchkey, no connection')).toBeDefined();
});

test('a bucket that answers says at the foot that everything is sent; a lost one what still goes', async () => {
  const vault = { ...VAULT, storage: 'bucket', name: 'holm-archive', place: 's3://holm-archive' } as const;
  const server = fakeServer({ ...OPEN, vault }, [KEY]);
  renderApp();
  await screen.findByText('Everything is sent');
  expect(screen.getByText('holm-archive, connected')).toBeDefined();
  cleanup();
  server.state = { ...OPEN, vault: { ...vault, reachable: false, since: '2026-11-20T14:32:00' } };
  renderApp();
  const strip = (await screen.findByText('No connection to holm-archive since 14:32.')).closest('[role="status"]');
  expect(strip?.textContent).toContain('You can look around and add files.');
  expect(screen.queryByText('Everything is sent')).toBeNull();
});

test('nobody waits for the keys of a vault that does not answer, nor is asked to make one', async () => {
  const server = fakeServer({ ...OPEN, vault: { ...VAULT, reachable: false, since: '2026-11-20T14:32:00' } });
  server.silent.add('GET /api/keys');
  renderApp();
  await screen.findByText('No connection to Latchkey since 14:32.');
  expect(await rooms()).toEqual([
    'Files',
    'Photos',
    'Shared',
    'Links',
    'Transfers',
    'Keys',
    'Activity',
    'Trash',
    'Settings',
  ]);
});

test('keys that cannot be told keep nobody out', async () => {
  const server = fakeServer(OPEN);
  server.refusals.set('GET /api/keys', { status: 500, code: 'unexpected' });
  renderApp();
  expect(await rooms()).toHaveLength(9);
});

test.each([
  [403, 'no-local-token', 'This window is not connected'],
  [500, 'damaged-home', 'Latchkey could not open'],
])('%i %s: a page of its own says why there is nothing', async (status, code, title) => {
  vi.stubGlobal('fetch', async () => Response.json({ code, message: '' }, { status }));
  renderApp();
  await screen.findByRole('heading', { name: title, level: 1 });
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
});
