// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { TransferView } from '../../../backend/contract/transfers.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
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
    /^\/api\/(state|files|keys)/.test(path)
      ? Response.json({
          local: true,
          vault: { name: 'holm-archive' },
          keyPlaces: [],
          keys: [],
          folders: [],
          files: [],
          damage: [],
        })
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
    reason: null,
    kept: true,
    keyId: null,
    current: null,
    active: [],
    secondsLeft: null,
    speed: 0,
    failures: [],
    ...more,
  };
}

function show(...views: TransferView[]): TransferStore {
  const transfers = new TransferStore();
  for (const view of views) transfers.hear(view);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesContext value={{ host: browserHost, transfers, keyMemory: new KeyMemory(readKey), now: () => NOW }}>
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
  expect(
    within(screen.getByRole('grid', { name: 'Done today' })).getByText('Sent at 14:02 and checked, 100 MB'),
  ).toBeTruthy();
  await screen.findByText(/^holm-archive does not answer\. The file is safe on this computer/);
  expect(screen.getByText(/Unfinished transfers go on where they stopped/)).toBeTruthy();
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

test('what runs is paused and goes on, one by one and all at once', async () => {
  const store = show(transfer('a', {}), transfer('b', { kind: 'check', kept: false }));
  expect(screen.queryByRole('button', { name: 'Pause b.jpg' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Pause a.jpg' }));
  await waitFor(() => expect(calls).toContain('POST /api/transfers/a/pause'));
  const paused = transfer('a', { state: 'paused', reason: 'user' });
  act(() => store.hear(paused));
  expect(screen.getByRole('row', { name: /^a\.jpg, Paused by you at 40 of 100 MB\. It goes on/ })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Resume a.jpg' }));
  await waitFor(() => expect(calls).toContain('POST /api/transfers/a/resume'));
  calls.length = 0;
  fireEvent.click(screen.getByRole('button', { name: 'Resume all' }));
  await waitFor(() => expect(calls).toContain('POST /api/transfers/a/resume'));
  act(() => store.hear(transfer('a', {})));
  fireEvent.click(screen.getByRole('button', { name: 'Pause all' }));
  await waitFor(() => expect(calls).toContain('POST /api/transfers/a/pause'));
  expect(calls.filter((call) => call.includes('/b/'))).toEqual([]);
});

test('what the server can try again is asked of it, and what only a window has says to keep it open', async () => {
  const store = show(transfer('x', { ...failed, failures: [...failed.failures] }));
  fireEvent.click(screen.getByRole('button', { name: 'Try again: x.jpg' }));
  await waitFor(() => expect(calls).toContain('POST /api/transfers/x/retry'));
  act(() => store.hear(transfer('y', { kept: false })));
  expect(screen.getByText(/closing it ends what runs/)).toBeTruthy();
});

test('a transfer without its key needs somebody, who is asked for the key file', async () => {
  show(transfer('k', { state: 'waiting', reason: 'key', keyId: '4f2a91cc00000000' }));
  const row = within(screen.getByRole('grid', { name: 'Needs you' }));
  expect(row.getByText(/^Waits for the key file 4F2A-91CC\./)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use the key file for k.jpg…' }));
  await screen.findByRole('dialog');
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
});

test('a folder on its way shows its files when it is asked to', () => {
  const active = [
    { path: 'Holidays/Cabin/plan.pdf', bytes: 30e6, size: 60e6 },
    { path: 'Holidays/Cabin/list.txt', bytes: 0, size: 0 },
  ];
  show(transfer('a', { name: 'Cabin', totalFiles: 12, active }));
  expect(screen.queryByRole('list')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show files on their way in Cabin, 12 files' }));
  const files = within(screen.getByRole('list', { name: 'Files on their way in Cabin, 12 files' }));
  expect(files.getByText('plan.pdf, 30 of 60 MB')).toBeTruthy();
  expect(files.getByRole('progressbar', { name: 'plan.pdf' }).getAttribute('aria-valuenow')).toBe('50');
  expect(files.getByRole('progressbar', { name: 'list.txt' }).getAttribute('aria-valuenow')).toBe('0');
});

test('what failed can be tried again where that is known, and put away', async () => {
  const again = vi.fn<() => void>();
  rowMemory.remember('x', again);
  const failures = [...failed.failures];
  const views = ['x', 'y'].map((id) => transfer(id, { ...failed, failures, kept: false }));
  const store = show(...views);
  expect(screen.getByRole('button', { name: 'Open the folder' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again: x.jpg' }));
  expect(again).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole('button', { name: 'Remove y.jpg from this list' }));
  await waitFor(() => expect(store.get()).toEqual([]));
  expect(calls).toEqual(expect.arrayContaining(['DELETE /api/transfers/x', 'DELETE /api/transfers/y']));
  expect(rowMemory.againOf('x')).toBeUndefined();
});

test('a row that the server forgot goes all the same, and one it keeps stays', async () => {
  const failures = [...failed.failures];
  const store = show(transfer('x', { ...failed, failures }), transfer('y', { ...failed, failures }));
  answer = (path) =>
    path.endsWith('/x')
      ? Response.json({ code: 'no-such-route', message: '' }, { status: 404 })
      : Response.json({ code: 'conflict', message: '' }, { status: 409 });
  fireEvent.click(screen.getByRole('button', { name: 'Remove x.jpg from this list' }));
  await waitFor(() => expect(store.get().map(({ id }) => id)).toEqual(['y']));
  fireEvent.click(screen.getByRole('button', { name: 'Remove y.jpg from this list' }));
  await screen.findByRole('alertdialog');
  expect(store.get().map(({ id }) => id)).toEqual(['y']);
});

test('a folder of one file has the picture of a folder', async () => {
  answer = () => Response.json({ folders: ['Holidays/Tax 2025'], files: [], damage: [], vault: null, keyPlaces: [] });
  const inside = { current: 'Holidays/Papers/a.txt' };
  show(
    transfer('a', { ...done, name: 'Tax 2025' }),
    transfer('b', { ...inside, name: 'Papers' }),
    transfer('c', { ...done, name: 'plain' }),
  );
  const shape = (title: string) => screen.getByRole('row', { name: new RegExp(`^${title}`) }).querySelector('svg');
  await waitFor(() => expect(shape('Tax 2025')?.innerHTML).toBe(shape('Papers')?.innerHTML));
  expect(shape('plain')?.innerHTML).not.toBe(shape('Papers')?.innerHTML);
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
