// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import type { Host } from '../../host.ts';
import { testWords } from '../files/test-files.ts';
import { useKeptWords } from './kept-words.ts';

beforeAll(testWords);
afterEach(cleanup);

function Words() {
  return <p>{useKeptWords('state.sqlite')}</p>;
}

test.each([
  ['real', /sealed by the keyring of your system/],
  ['weak', /Your system has no keyring that would seal it/],
] as const)('a keyring that is %s is told before a secret is kept', async (is, words) => {
  const host = { desktop: { keyring: () => Promise.resolve(is) } } as unknown as Host;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext
        value={{ host, transfers: new TransferStore(), keyMemory: new KeyMemory(readKey), now: () => new Date() }}
      >
        <Words />
      </ServicesContext>
    </QueryClientProvider>,
  );
  expect(await screen.findByText(words)).toBeTruthy();
});
