// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../api.ts';
import { KeyMemory } from '../../data/key-memory.ts';
import { QUERY } from '../../data/queries.ts';
import { ServicesContext } from '../../data/services.tsx';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost } from '../../host.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { testKey } from '../files/test-files.ts';
import { useOpenedKeys } from './opened-keys.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('of many keys the first are opened, and those that are open now bring no others after them', async () => {
  const client = new QueryClient();
  client.setQueryData(QUERY.state, { local: true });
  const services = {
    host: browserHost,
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readKey),
    now: () => new Date(),
  };
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client }, createElement(ServicesContext, { value: services }, children));
  const open = new Set<string>();
  vi.spyOn(api, 'state').mockReturnValue(new Promise(() => undefined));
  vi.spyOn(api, 'openKey').mockImplementation(async ({ id = '' }) => {
    open.add(id);
    return { id, path: null, name: '', fingerprint: '', created: '', form: 'plain' };
  });
  const needed = Array.from({ length: 60 }, (_, index) => index.toString(16).padStart(32, '0'));
  const keys = () => new Map(needed.map((id) => [id, testKey(id, { open: open.has(id) })]));
  const { result, rerender } = renderHook((known) => useOpenedKeys(needed, known), { wrapper, initialProps: keys() });
  for (let round = 0; round < 3; round += 1) {
    await waitFor(() => expect(result.current.size).toBe(0));
    rerender(keys());
  }
  expect([...open]).toEqual(needed.slice(0, 8));
});
