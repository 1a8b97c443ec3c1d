// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { TransferView } from '../../../backend/contract/transfers.ts';
import { ServicesContext } from '../../data/services.tsx';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost } from '../../host.ts';
import { startWords } from '../../words/words.ts';
import { rowMemory } from './row-memory.ts';
import { TransfersView } from './transfers-view.tsx';

beforeAll(startWords);
afterEach(cleanup);

const NOW = new Date('2026-11-20T14:32:00');
const calls: string[] = [];
let answer: (path: string) => Response;

beforeEach(() => {
  calls.length = 0;
  answer = (path) =>
    path.startsWith('/api/state') || path.startsWith('/api/files')
      ? Response.json({ vault: { name: 'holm-archive' }, keyPlaces: [], folders: [], files: [], damage: [] })
      : new Response(null, { status: 204 });
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    calls.push(`${method} ${path}`);
    return Promise.resolve(answer(path));
  });
});

function transfer(id: string, more: Partial<TransferView>): TransferView {
  return {
    id,
    kind: 'upload',
    name: `${id}.jpg`,
    place: 'Holidays',
    state: 'running',
    started: '2026-11-20T14:00:00',
    ended: null,
    files: 0,
    totalFiles: 1,
    bytes: 40e6,
    totalBytes: 100e6,
    current: null,
    failures: [],
    ...more,
  };
}

function show(...views: TransferView[]): TransferStore {
  const transfers = new TransferStore();
  for (const view of views) transfers.hear(view, 0);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesContext value={{ host: browserHost, transfers, now: () => NOW }}>
        <TransfersView />
      </ServicesContext>
    </QueryClientProvider>,
  );
  return transfers;
}

const done = { state: 'done', ended: '2026-11-20T14:02:00', files: 1, bytes: 100e6 } as const;
const failed = {
  state: 'failed',
  ended: '2026-11-20T14:02:00',
  failures: [{ path: 'Holidays/c.jpg', code: 'unreachable', message: '' }],
} as const;

test('says that nothing is on its way, for each direction', () => {
  show();
  expect(screen.getByRole('heading', { name: 'Nothing is on its way' })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Down' }));
  expect(screen.getByRole('heading', { name: 'Nothing is being saved' })).toBeTruthy();
  expect(screen.getByText('Nothing is under way. You can close Latchkey.')).toBeTruthy();
});

test('rows are grids under their headings, read with all their words', async () => {
  show(transfer('a', {}), transfer('b', done), transfer('c', { ...failed, failures: [...failed.failures] }));
  const running = within(screen.getByRole('grid', { name: 'Under way' }));
  expect(running.getByRole('row', { name: /^a\.jpg, Sealing and sending to Holidays, 40 of 100 MB/ })).toBeTruthy();
  expect(running.getByRole('progressbar', { name: 'a.jpg' }).getAttribute('aria-valuenow')).toBe('40');
  expect(within(screen.getByRole('grid', { name: 'Done today' })).getByText('Sent at 14:02, 100 MB')).toBeTruthy();
  await screen.findByText(/^holm-archive does not answer\. The file is safe on this computer/);
  expect(screen.getByText(/closing it ends what runs/)).toBeTruthy();
});

test('cancel asks the server, and says so where it does not', async () => {
  show(transfer('a', {}));
  answer = () => Response.json({ code: 'no-such-route', message: '' }, { status: 404 });
  fireEvent.click(screen.getByRole('button', { name: 'Cancel a.jpg' }));
  await screen.findByRole('alertdialog', { name: 'That is over already' });
  expect(calls).toContain('DELETE /api/uploads/a');
});

test('clearing takes away what is over', async () => {
  const store = show(transfer('a', {}), transfer('b', done));
  fireEvent.click(screen.getByRole('button', { name: 'Clear finished' }));
  await waitFor(() => expect(store.get().map(({ id }) => id)).toEqual(['a']));
  expect(calls).toContain('DELETE /api/transfers/finished');
});

test('what failed can be tried again where that is known, and put away', () => {
  const again = vi.fn<() => void>();
  rowMemory.remember('x', again);
  const failures = [...failed.failures];
  show(transfer('x', { ...failed, failures }), transfer('y', { ...failed, failures }));
  expect(screen.getByRole('button', { name: 'Open the folder' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again: x.jpg' }));
  expect(again).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole('button', { name: 'Remove y.jpg from this list' }));
  expect(screen.queryByRole('grid', { name: 'Needs you' })).toBeNull();
});

test('what was sent is found in its folder', () => {
  show(transfer('b', { ...done, place: 'Holidays/Lofoten 2026' }));
  fireEvent.click(screen.getByRole('button', { name: 'Show in Files: b.jpg' }));
  expect(location.hash).toBe('#/files/Holidays/Lofoten%202026');
});

test('what waits is a sum whose rows can be taken out', () => {
  show(transfer('w', { state: 'waiting', totalFiles: 35, totalBytes: 904e6, name: '', bytes: 0 }));
  expect(screen.getByText('35 files, 0.9 GB')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Show what waits' }));
  expect(screen.getByRole('button', { name: 'Cancel 35 files' })).toBeTruthy();
});
