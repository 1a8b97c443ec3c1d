// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startWords } from '../../words/words.ts';
import { BandwidthMenu } from './bandwidth-menu.tsx';

beforeAll(startWords);
afterEach(cleanup);

let limits: object;
const set: unknown[] = [];

beforeEach(() => {
  set.length = 0;
  limits = { up: null, down: null };
  vi.stubGlobal('fetch', (_path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Promise.resolve(Response.json(limits));
    limits = JSON.parse(body as string) as object;
    set.push(limits);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
});

function show(): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <BandwidthMenu />
    </QueryClientProvider>,
  );
}

async function choose(entry: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button'));
  fireEvent.click(await screen.findByRole('menuitemradio', { name: entry }));
}

test('a limit is chosen for both ways, and taken away again', async () => {
  show();
  await choose('5 MB per second');
  await screen.findByRole('button', { name: '5 MB per second' });
  await choose('No speed limit');
  await screen.findByRole('button', { name: 'No speed limit' });
  expect(set).toEqual([
    { up: 5e6, down: 5e6 },
    { up: null, down: null },
  ]);
});

test('an own limit is typed each way; what is no number is not sent', async () => {
  show();
  await choose('Own limit…');
  const up = await screen.findByRole('textbox', { name: 'Sending' });
  fireEvent.change(up, { target: { value: 'fast' } });
  fireEvent.click(screen.getByRole('button', { name: 'Set limit' }));
  expect(screen.getByText('Type a number, such as 2.5, or leave it empty.')).toBeTruthy();
  expect(set).toEqual([]);
  fireEvent.change(up, { target: { value: '2,5' } });
  fireEvent.click(screen.getByRole('button', { name: 'Set limit' }));
  await waitFor(() => expect(set).toEqual([{ up: 2.5e6, down: null }]));
  await screen.findByRole('button', { name: 'Own speed limit' });
});
