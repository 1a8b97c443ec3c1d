// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { StateView } from '../../../backend/contract/state.ts';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile } from '../../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../../keys/password.ts';
import { api, ApiError } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import type { Host, PickedKey } from '../../host.ts';
import { type KeyAsker, useKeyAsker } from './key-asker.tsx';
import { FAMILY, testKey, testWords, WORK } from './test-files.ts';
import '../../test-base64.ts';

const need = { id: FAMILY, count: 12, name: 'Cabin' };
const picks: (PickedKey | undefined)[] = [];
const view = (id: string, name: string, form: 'plain' | 'protected' = 'plain') => {
  const fingerprint = `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
  return { path: null, name, id, fingerprint, created: '', form };
};
let asker: KeyAsker;
const show = (now: KeyAsker): ReactNode => {
  asker = now;
  return now.dialog;
};

beforeEach(async () => {
  await testWords();
  picks.length = 0;
  vi.spyOn(api, 'state').mockReturnValue(new Promise(() => undefined));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function start(keys: KnownKey[]): void {
  const client = new QueryClient();
  client.setQueryData(QUERY.keys, { keys });
  const keyMemory = new KeyMemory(readKey);
  const host: Partial<Host> = { pickKeyFile: () => Promise.resolve(picks.shift()) };
  const services = { host: host as Host, transfers: new TransferStore(), keyMemory, now: () => new Date() };
  const Asking = () => show(useKeyAsker(keys));
  const inside = createElement(QueryClientProvider, { client }, createElement(Asking));
  render(createElement(ServicesContext, { value: services }, inside));
}

async function press(name: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name }));
  await act(() => Promise.resolve());
}

test('a key that is open is used without a word', async () => {
  start([testKey(FAMILY, { open: true })]);
  const open = vi.spyOn(api, 'openKey');
  expect(await asker.obtain(need)).toBe(FAMILY);
  expect(open).not.toHaveBeenCalled();
});

test('a key that lies in its place is opened by its id', async () => {
  start([testKey(FAMILY)]);
  const open = vi.spyOn(api, 'openKey').mockResolvedValue(view(FAMILY, 'Family photos'));
  expect(await asker.obtain(need)).toBe(FAMILY);
  expect(open).toHaveBeenCalledWith({ id: FAMILY });
});

test('a wrong key is said so by both names, opens nothing, and the right one is offered', async () => {
  // It was locked when the dialog came, and its file is at hand now.
  start([testKey(FAMILY)]);
  const open = vi
    .spyOn(api, 'openKey')
    .mockRejectedValueOnce(new ApiError('not-found', 'There is no such file.', 404))
    .mockResolvedValue(view(FAMILY, 'Family photos'));
  vi.spyOn(api, 'inspectKey').mockResolvedValue(view(WORK, 'Work'));
  picks.push({ choice: { file: 'd29yaw==' }, fileName: 'work.json' });
  const obtained = asker.obtain(need);
  await press('Choose key file…');
  const dialog = await screen.findByRole('dialog', { name: '“Work” does not open the 12 files in Cabin' });
  expect(dialog.textContent).toContain('They need “Family photos”');
  expect(dialog.textContent).toContain('you picked “Work”');
  expect(dialog.textContent).toContain('Nothing was opened or changed.');
  expect(screen.getByRole('img', { name: 'Key Family photos, 4F2A-91CC' })).toBeDefined();
  expect(screen.getByRole('img', { name: 'Key Work, 77B0-1E5D' })).toBeDefined();
  expect(open).toHaveBeenCalledTimes(1);
  await press('Use Family photos');
  expect(await obtained).toBe(FAMILY);
  expect(open).toHaveBeenLastCalledWith({ id: FAMILY });
});

test('where the right one is not at hand another file is chosen', async () => {
  start([testKey(FAMILY, { present: false })]);
  vi.spyOn(api, 'inspectKey')
    .mockResolvedValueOnce(view(WORK, 'Work'))
    .mockResolvedValueOnce(view(FAMILY, 'Family photos'));
  vi.spyOn(api, 'openKey').mockResolvedValue(view(FAMILY, 'Family photos'));
  const right = { choice: { file: 'ZmFtaWx5' }, fileName: 'family.json' };
  picks.push({ choice: { file: 'd29yaw==' }, fileName: 'work.json' }, right);
  const obtained = asker.obtain(need);
  await press('Choose key file…');
  expect(screen.queryByRole('button', { name: 'Use Family photos' })).toBeNull();
  await press('Choose another file…');
  expect(await obtained).toBe(FAMILY);
  expect(api.openKey).toHaveBeenCalledWith(right.choice);
});

test('a window elsewhere opens a key by itself, sends nothing of it, and keeps it opened', async () => {
  vi.mocked(api.state).mockResolvedValue({ local: false } as StateView);
  start([]);
  const asked = [vi.spyOn(api, 'inspectKey'), vi.spyOn(api, 'openKey')];
  vi.spyOn(api, 'keys').mockResolvedValue({ keys: [], listed: true });
  await act(() => Promise.resolve());
  const key = newKeyFile('Family photos', new Date(0));
  const text = await formatProtectedKeyFile(key, 'right', new PasswordWork(), MIN_COST);
  picks.push({ choice: { file: btoa('no key') }, fileName: 'work.json' });
  picks.push({ choice: { file: btoa(text) }, fileName: 'family.json' });
  const obtained = asker.obtain({ ...need, id: key.id });
  await press('Choose key file…');
  expect((await screen.findByRole('alert')).textContent).toContain('work.json is not a key file');
  await press('Choose key file…');
  fireEvent.change(await screen.findByLabelText('Passphrase'), { target: { value: 'right' } });
  fireEvent.submit(document.querySelector('form')!);
  await screen.findByRole('button', { name: 'Opening…' });
  expect(await obtained).toBe(key.id);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asker.choiceOf(key.id)).toEqual({ file: btoa(formatKeyFile(key)) });
  for (const one of asked) expect(one).not.toHaveBeenCalled();
});

test('cancelling opens nothing', async () => {
  start([]);
  const open = vi.spyOn(api, 'openKey');
  const obtained = asker.obtain(need);
  await press('Cancel');
  expect(await obtained).toBeUndefined();
  expect(open).not.toHaveBeenCalled();
});

test('a wrong passphrase is asked again, and the right one opens', async () => {
  start([testKey(FAMILY, { form: 'protected' })]);
  const open = vi
    .spyOn(api, 'openKey')
    .mockRejectedValueOnce(new ApiError('wrong-password', '', 422))
    .mockResolvedValue(view(FAMILY, 'Family photos', 'protected'));
  const obtained = asker.obtain(need);
  const type = async (passphrase: string) => {
    fireEvent.change(await screen.findByLabelText('Passphrase'), { target: { value: passphrase } });
    fireEvent.submit(document.querySelector('form')!);
    await act(() => Promise.resolve());
  };
  await type('wrong');
  expect(await screen.findByText('That passphrase does not open this key file. Try again.')).toBeDefined();
  await type('right');
  expect(await obtained).toBe(FAMILY);
  expect(open.mock.calls.map(([choice]) => choice.passphrase)).toEqual(['wrong', 'right']);
});

test('with the key for files of this computer it can be said how they are sealed, for old files it is not asked', async () => {
  start([testKey(FAMILY, { open: true })]);
  vi.spyOn(api, 'sealing').mockResolvedValue({ suite: 'cbc', segment: 18 });
  const chosen = asker.choose(true);
  await press('How they are sealed');
  fireEvent.click(await screen.findByRole('button', { name: /^As in Settings: CBC/ }));
  fireEvent.click(await screen.findByRole('option', { name: 'AES-256 in CFB mode' }));
  await press('Use this key');
  expect(await chosen).toEqual({ id: FAMILY, sealing: { suite: 'cfb' } });
  const other = asker.choose();
  await screen.findByRole('button', { name: 'Use this key' });
  expect(screen.queryByRole('button', { name: 'How they are sealed' })).toBeNull();
  await press('Use this key');
  expect(await other).toEqual({ id: FAMILY, sealing: {} });
});
