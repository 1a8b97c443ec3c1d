// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { KeyMemory } from '../data/key-memory.ts';
import { readKey } from '../key-worker/read-key.ts';
import { FRESH, fakeServer, renderApp, SESSION, VAULT } from '../test-window.tsx';
import { FAMILY, testKey } from '../views/files/test-files.ts';
import { startWords } from '../words/words.ts';
import '../test-base64.ts';

beforeAll(async () => {
  await startWords();
  // Shown later, and read before.
  await import('../views/keys/keys-view.tsx');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  location.hash = '';
});

const OPEN = { ...FRESH, local: false, vault: VAULT, session: SESSION };

/** A window on another computer with a key that is open in it. */
async function start() {
  location.hash = '#/keys';
  const server = fakeServer(OPEN);
  const memory = new KeyMemory(readKey);
  const key = newKeyFile('Family photos', new Date(0));
  renderApp(memory);
  await screen.findByRole('navigation', { name: 'Rooms' });
  await memory.open({ file: btoa(formatKeyFile(key)) });
  const isOpen = () => 'file' in memory.choiceOf(key.id);
  expect(isOpen()).toBe(true);
  return { server, isOpen };
}

test('a window elsewhere forgets its keys when it is locked', async () => {
  const { server, isOpen } = await start();
  server.grant = () => {
    server.state = { ...OPEN, session: null };
    return {};
  };
  fireEvent.click(screen.getByRole('button', { name: /^Latchkey, mira/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Lock' }));
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(localStorage).toHaveLength(0);
  expect(sessionStorage).toHaveLength(0);
});

test('it is locked at once, though the server takes its time to say so', async () => {
  const { server, isOpen } = await start();
  server.silent.add('DELETE /api/sessions/current');
  fireEvent.click(screen.getByRole('button', { name: /^Latchkey, mira/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Lock' }));
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(screen.queryByRole('navigation', { name: 'Rooms' })).toBeNull();
});

test('a lock that the server did not hear stays, and is told it again', async () => {
  const { server, isOpen } = await start();
  server.refusals.set('DELETE /api/sessions/current', { code: 'unexpected', status: 500 });
  fireEvent.click(screen.getByRole('button', { name: /^Latchkey, mira/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Lock' }));
  const told = () => server.asked.filter(({ method, path }) => `${method} ${path}` === 'DELETE /api/sessions/current');
  await waitFor(() => expect(told()).toHaveLength(2));
  await act(async () => undefined);
  expect(screen.queryByRole('navigation', { name: 'Rooms' })).toBeNull();
  expect(isOpen()).toBe(false);
  // Another log-in is none of its business.
  server.state = { ...OPEN, session: { ...SESSION, id: 'another' } };
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  await act(async () => void window.dispatchEvent(new Event('visibilitychange')));
  expect(await screen.findByRole('navigation', { name: 'Rooms' })).toBeDefined();
});

test('it forgets them when its log-in became another one', async () => {
  const { server, isOpen } = await start();
  server.state = { ...OPEN, session: { ...SESSION, id: 'another' } };
  // As a window asks when it is looked at again after a while.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  await act(async () => void window.dispatchEvent(new Event('visibilitychange')));
  await waitFor(() => expect(isOpen()).toBe(false));
});

test('nothing that one log-in was shown is shown to another', async () => {
  location.hash = '#/keys';
  const server = fakeServer(OPEN, [testKey(FAMILY, { name: 'Family photos' })]);
  renderApp();
  expect(await screen.findAllByText('Family photos')).not.toHaveLength(0);
  // In another tab, as somebody else; what is theirs takes its time.
  server.state = { ...OPEN, session: { ...SESSION, id: 'another', username: 'ole' } };
  server.silent.add('GET /api/keys');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  await act(async () => void window.dispatchEvent(new Event('visibilitychange')));
  await waitFor(() => expect(screen.queryAllByText('Family photos')).toHaveLength(0));
});
