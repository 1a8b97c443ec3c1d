// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api, ApiError } from '../../api.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import type { Host } from '../../host.ts';
import { FAMILY, testKey, testWords } from '../files/test-files.ts';
import { type SealedOpenings, useSealedOpening } from './sealed-opening.tsx';

const LETTER = { path: '/in/letter.txt.sealed', name: 'letter.txt.sealed', kind: 'file' } as const;
const folders: (string | undefined)[] = [];
const saved = vi.fn<(file: object, to: string) => void>();
let openings: SealedOpenings;

const show = (now: SealedOpenings): ReactNode => {
  openings = now;
  return now.dialog;
};
const Opening = () => show(useSealedOpening({ chooseFolder: () => Promise.resolve(folders.shift()) }, saved));

beforeEach(async () => {
  await testWords();
  folders.length = 0;
  saved.mockReset();
  const known = testKey(FAMILY);
  vi.spyOn(api, 'state').mockReturnValue(new Promise(() => undefined));
  vi.spyOn(api, 'inspectSealed').mockResolvedValue({ key: FAMILY, size: 9, content: 'letter.txt', known });
  vi.spyOn(api, 'trySealed').mockResolvedValue(undefined);
  const services = {
    host: { pickKeyFile: () => Promise.resolve(undefined) } as Partial<Host> as Host,
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readKey),
    now: () => new Date(),
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={services}>
        <Opening />
      </ServicesContext>
    </QueryClientProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** @returns what ends when nothing more is to be said */
const start = (): Promise<void> => {
  let going = Promise.resolve();
  act(() => void (going = openings.open(LETTER)));
  return going;
};

test('a large file says that it is on its way; giving it up ends the request, and nothing more is said', async () => {
  folders.push('/out');
  const asked = vi
    .spyOn(api, 'openSealed')
    .mockImplementation(
      (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
  const going = start();
  expect((await screen.findByRole('dialog')).textContent).toContain('It shows up in /out when all of it is open');
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await act(() => going);
  expect(asked).toHaveBeenCalledWith({ path: LETTER.path, to: '/out', key: { id: FAMILY } }, expect.anything());
  expect([screen.queryByRole('dialog'), screen.queryByRole('alertdialog'), saved.mock.calls]).toEqual([null, null, []]);
});

test('what fails is told with what is safe; no folder chosen, or no key, ends it without a word', async () => {
  const asked = vi.spyOn(api, 'openSealed').mockRejectedValue(new ApiError('truncated', 'no', 422));
  folders.push('/out', undefined);
  const going = start();
  const told = await screen.findByRole('alertdialog');
  expect(told.textContent).toContain('The end of letter.txt.sealed is missing');
  expect(told.textContent).toContain('Nothing was saved. The sealed file is as it was.');
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await act(() => going);
  await act(async () => start());
  expect(asked).toHaveBeenCalledTimes(1);
  vi.spyOn(api, 'inspectSealed').mockResolvedValue({ key: FAMILY, size: 9, content: 'letter.txt', known: null });
  const asking = start();
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await act(() => asking);
  expect([asked.mock.calls.length, saved.mock.calls.length]).toEqual([1, 0]);
});
