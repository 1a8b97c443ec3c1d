// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { newQueryClient, useChange } from './queries.ts';

afterEach(cleanup);

test('what was sent with a change, such as a passphrase, is not kept once nobody shows how it went', async () => {
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => createElement(QueryClientProvider, { client }, children);
  const { result, unmount } = renderHook(
    () => useChange(async ({ passphrase }: { passphrase: string }) => passphrase.length, []),
    {
      wrapper,
    },
  );
  await act(() => result.current.mutateAsync({ passphrase: 'seven quiet harbour boats' }));
  const kept = () => client.getMutationCache().getAll();
  expect(kept().map(({ state }) => state.variables)).toEqual([{ passphrase: 'seven quiet harbour boats' }]);
  unmount();
  await waitFor(() => expect(kept()).toEqual([]));
});
