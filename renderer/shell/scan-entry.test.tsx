// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeAll, expect, test, vi } from 'vitest';
import { ToastQueue } from '../parts/toast.tsx';
import { startWords } from '../words/words.ts';
import { ToastContext } from './toasts.ts';
import { VaultMenu } from './vault-menu.tsx';

beforeAll(startWords);

test('the vault’s menu turns looking through files on again, and off', async () => {
  let setting = { enabled: false };
  vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit) => {
    if (method === 'PUT') setting = JSON.parse(body as string) as typeof setting;
    return method === 'PUT' ? new Response(null, { status: 204 }) : Response.json(setting);
  });
  const rest = {
    vault: 'v',
    place: '/v',
    account: 'mira',
    lockShortcut: undefined,
    onStorage: undefined,
    onImport: undefined,
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ToastContext value={new ToastQueue()}>
        <VaultMenu {...rest} onPassword={() => undefined} onLock={() => undefined} />
      </ToastContext>
    </QueryClientProvider>,
  );
  const choose = async (entry: string) => {
    fireEvent.click(screen.getByRole('button'));
    fireEvent.click(await screen.findByRole('menuitem', { name: entry }));
  };
  await choose('Look through files before they go');
  await waitFor(() => expect(setting).toEqual({ enabled: true }));
  await choose('Stop looking through files');
  await waitFor(() => expect(setting).toEqual({ enabled: false }));
});
