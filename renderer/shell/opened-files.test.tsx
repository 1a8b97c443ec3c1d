// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../api.ts';
import { KeyMemory } from '../data/key-memory.ts';
import { QUERY } from '../data/queries.ts';
import { ServicesContext } from '../data/services.tsx';
import { TransferStore } from '../data/transfer-store.ts';
import { browserHost } from '../host.ts';
import { readKey } from '../key-worker/read-key.ts';
import type { Desktop } from '../native-host.ts';
import { ToastQueue } from '../parts/toast.tsx';
import { FRESH, SESSION, VAULT } from '../test-window.tsx';
import { FAMILY, testKey } from '../views/files/test-files.ts';
import { startWords } from '../words/words.ts';
import { OpenedFiles } from './opened-files.tsx';
import { ToastContext } from './toasts.ts';

beforeAll(startWords);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('what a key file that was opened opens of one log-in is told no longer than that lasts', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const open = { ...FRESH, vault: VAULT, session: SESSION };
  client.setQueryData(QUERY.state, { ...open, session: null });
  const { id, fingerprint, created } = testKey(FAMILY);
  const key = { id, fingerprint, created, path: '/in/family.json', name: 'Family photos', form: 'plain' } as const;
  const damaged = [{ path: 'Letters/to the bank.txt', code: 'tampered', message: '' }];
  vi.spyOn(api, 'checkKey').mockResolvedValue({ key, files: 2, opened: 1, damaged });
  const desktop: Partial<Desktop> = {
    takeOpened: () => Promise.resolve([{ path: '/in/family.json', name: 'family.json', kind: 'file' }]),
    onOpened: () => () => undefined,
  };
  const services = {
    host: browserHost,
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readKey),
    now: () => new Date(),
  };
  render(
    <QueryClientProvider client={client}>
      <ServicesContext value={services}>
        <ToastContext value={new ToastQueue()}>
          <OpenedFiles desktop={desktop as Desktop} />
        </ToastContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
  const become = (session: typeof SESSION | null) =>
    act(() => void client.setQueryData(QUERY.state, { ...open, session }));
  // It waits until the vault is open.
  expect((await screen.findByRole('dialog')).textContent).toContain('family.json');
  expect(api.checkKey).not.toHaveBeenCalled();
  become(SESSION);
  await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain('to the bank.txt'));
  become(null);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  become({ ...SESSION, id: 'another' });
  expect(screen.queryByRole('dialog')).toBeNull();
});
