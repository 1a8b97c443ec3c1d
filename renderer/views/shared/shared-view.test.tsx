// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { FolderBody } from '../../../backend/contract/files.ts';
import type { PersonView } from '../../../backend/contract/people.ts';
import type { ReceivedShares } from '../../../backend/contract/shares.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost } from '../../host.ts';
import { ToastQueue } from '../../parts/toast.tsx';
import { ToastContext } from '../../shell/toasts.ts';
import { startWords } from '../../words/words.ts';
import { SharedView } from './shared-view.tsx';

beforeAll(startWords);
afterEach(cleanup);

const id = 'b'.repeat(32);
const sender = { id, username: 'ben' };
const shared = '2026-11-20T10:00:00';
const CHANGED: PersonView = {
  ...sender,
  fingerprint: 'f'.repeat(64),
  words: 'one two three four five six',
  standing: 'changed',
  knownWords: 'six five four three two one',
};

const BELOW: Pick<FolderBody, 'files' | 'sums'> = {
  files: ['plan.txt', 'Cabin/contract.pdf', 'Cabin/plans.pdf'].map((path, hour) => ({
    path,
    id: String(hour).repeat(32),
    size: 2_400_000,
    modified: `2026-11-19T1${hour}:00:00`,
    key: 'a'.repeat(32),
  })),
  sums: [{ path: 'Cabin', count: 2, size: 4_800_000, modified: '2026-11-19T12:00:00', key: null }],
};

let received: ReceivedShares;
const posted: [path: string, body: unknown][] = [];

beforeEach(() => {
  posted.length = 0;
  vi.stubGlobal('fetch', async (address: string, { method, body }: { method: string; body?: string }) => {
    const path = address.split('?')[0]!;
    if (method === 'POST') posted.push([path, JSON.parse(body ?? '{}')]);
    if (method === 'POST') return new Response(null, { status: 204 });
    if (path === '/api/files') return Response.json({ ...BELOW, damage: [] });
    if (path === '/api/people') return Response.json({ people: [] });
    return Response.json(path === '/api/shares/received' ? received : path === '/api/people/one' ? CHANGED : {});
  });
});

function show(): void {
  const services = {
    host: browserHost,
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readKey),
    now: () => new Date(shared),
  };
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesContext value={services}>
        <ToastContext value={new ToastQueue()}>
          <SharedView />
        </ToastContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
}

test('changed keys are told with the words of before and now, and leaving it stopped accepts nothing', async () => {
  const refused = { id: `${'a'.repeat(32)}.${id}`, sender, shared, code: 'changed-fingerprint', message: '' };
  received = { shares: [], refused: [refused], more: false };
  show();
  const compare = () => fireEvent.click(screen.getByRole('button', { name: 'Compare words with ben' }));
  await screen.findByText('The keys of ben have changed');
  compare();
  const dialog = await screen.findByRole('alertdialog', { name: 'These are not the keys of ben you knew' });
  expect(within(dialog).getByText(CHANGED.words)).toBeDefined();
  expect(within(dialog).getByText(CHANGED.knownWords!)).toBeDefined();
  expect(document.activeElement?.textContent).toBe('Not now');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Not now' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(posted).toEqual([]);
  compare();
  fireEvent.click(await screen.findByRole('button', { name: 'They match the new ones' }));
  const { fingerprint } = CHANGED;
  await waitFor(() => expect(posted).toEqual([['/api/people/accept', { id, fingerprint, username: 'ben' }]]));
});

test('a file to share is found by its name, wherever it lies', async () => {
  received = { shares: [], refused: [], more: false };
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Share a file…' }));
  const picker = await screen.findByRole('dialog', { name: 'What do you want to share?' });
  await waitFor(() => expect(within(picker).getAllByRole('radio')).toHaveLength(4));
  const share = () => within(picker).getByRole('button', { name: 'Share…' });
  expect(share()).toHaveProperty('disabled', true);
  const type = (value: string) =>
    fireEvent.change(within(picker).getByLabelText('Find a file or folder'), { target: { value } });
  type('plan');
  await waitFor(() => expect(within(picker).getAllByRole('radio')).toHaveLength(2));
  expect(share()).toHaveProperty('disabled', true);
  // The only one left needs no tick.
  type('contract');
  await waitFor(() => expect(share()).toHaveProperty('disabled', false));
  expect(within(picker).getByText('19 Nov 2026, 11:00, 2.4 MB, in Cabin')).toBeDefined();
  fireEvent.click(share());
  expect(await screen.findByRole('dialog', { name: 'Share contract.pdf' })).toBeDefined();
});

test('a share that cannot be trusted has its row, with no way to open it', async () => {
  const refused = { id: `${'a'.repeat(32)}.${id}`, sender, shared, code: 'tampered', message: '' };
  received = { shares: [], refused: [refused], more: false };
  show();
  expect(await screen.findByText('This share cannot be trusted')).toBeDefined();
  expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Remove the share from ben' }));
  await waitFor(() => expect(posted).toEqual([['/api/shares/drop', { ids: [refused.id] }]]));
});
