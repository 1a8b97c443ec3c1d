// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ScannedFile } from '../../../backend/contract/scan.ts';
import { FINDING_KINDS } from '../../../backend/scan/finding.ts';
import { QUERY } from '../../data/queries.ts';
import type { HostItem } from '../../host.ts';
import words from '../../words/en/scan.json' with { type: 'json' };
import { startWords } from '../../words/words.ts';
import { ReviewHost, useReview } from './review.tsx';
import '../../test-base64.ts';

beforeAll(startWords);
afterEach(cleanup);

let setting: { enabled: boolean };
let scanned: () => Promise<Response>;
const asked: string[] = [];

const found: ScannedFile[] = [
  { path: 'app/.env', findings: [{ kind: 'environment-file' }] },
  { path: 'a.txt', findings: [{ kind: 'service-token', service: 'GitHub', line: 1204, excerpt: 'ghp…a7' }] },
];

let client: QueryClient;
let isLocal: boolean;

beforeEach(() => {
  client = new QueryClient();
  asked.length = 0;
  [isLocal, setting] = [true, { enabled: true }];
  localStorage.clear();
  scanned = async () => Response.json({ files: found });
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    asked.push(`${method} ${path}`);
    if (path === '/api/scan') return scanned();
    if (path === '/api/state') return Response.json({ local: isLocal, session: {} });
    if (method === 'GET') return Response.json(setting);
    setting = JSON.parse(body as string) as typeof setting;
    return new Response(null, { status: 204 });
  });
});

const items: HostItem[] = ['app/.env', 'a.txt', 'b.txt'].map((path) => ({
  name: path,
  files: [{ path, file: new File(['words'], path) }],
}));

/** Drops the items. @returns paths that go, or undefined */
function drop(): Promise<string[] | undefined> {
  const { promise, resolve } = Promise.withResolvers<string[] | undefined>();
  const Dropped = () => {
    const review = useReview();
    const go = async () => resolve((await review.ask(items))?.flatMap(({ files }) => files.map(({ path }) => path)));
    return <button onClick={() => void go()}>Drop</button>;
  };
  render(
    <QueryClientProvider client={client}>
      <ReviewHost>
        <Dropped />
      </ReviewHost>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Drop' }));
  return promise;
}

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

test('what was noticed is told in sentences, and everything may go', async () => {
  const going = drop();
  const dialog = await screen.findByRole('dialog', { name: 'Have a look before these go' });
  expect(dialog.textContent).toContain('app/.envThis holds settings of a program');
  expect(dialog.textContent).toContain(
    'an access token of GitHub. Whoever has it can act as its owner. Line 1,204: ghp…a7',
  );
  await press('Send all');
  expect(await going).toEqual(['app/.env', 'a.txt', 'b.txt']);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('what was noticed can be left out', async () => {
  const going = drop();
  await press('Leave these out');
  expect(await going).toEqual(['b.txt']);
});

test('who thinks better of it sends nothing', async () => {
  const going = drop();
  await press('Cancel');
  expect(await going).toBeUndefined();
});

test('a window that is locked meanwhile shows no names any more, and sends nothing', async () => {
  const going = drop();
  await screen.findByRole('dialog', { name: 'Have a look before these go' });
  act(() => void client.setQueryData(QUERY.state, { session: null }));
  expect(await going).toBeUndefined();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('who does not want that any more is not asked again, and nothing is looked at', async () => {
  const going = drop();
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Do not look again' }));
  await press('Send all');
  expect(await going).toHaveLength(3);
  expect(setting).toEqual({ enabled: false });
  cleanup();
  asked.length = 0;
  expect(await drop()).toHaveLength(3);
  expect(asked).not.toContain('POST /api/scan');
});

test('on another computer it is asked as well, and switched off for its own browser alone', async () => {
  isLocal = false;
  client.setQueryData(QUERY.state, { local: false, session: {} });
  const going = drop();
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Do not look again' }));
  await press('Send all');
  expect(await going).toHaveLength(3);
  expect(setting).toEqual({ enabled: true });
  cleanup();
  asked.length = 0;
  expect(await drop()).toHaveLength(3);
  expect(asked.filter((call) => call !== 'GET /api/state')).toEqual([]);
});

test('where nothing is found, or nothing can be looked at, all goes without a word', async () => {
  scanned = async () => Response.json({ files: [] });
  expect(await drop()).toHaveLength(3);
  cleanup();
  scanned = async () => Response.json({ code: 'unexpected', message: '' }, { status: 500 });
  expect(await drop()).toHaveLength(3);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a look that takes long can be skipped, and all goes', async () => {
  vi.stubGlobal('fetch', (path: string, { signal }: RequestInit) =>
    path === '/api/scan'
      ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
      : Promise.resolve(Response.json(setting)),
  );
  const going = drop();
  await screen.findByRole('dialog', { name: 'Looking through what goes in' }, { timeout: 10_000 });
  await press('Send without looking');
  expect(await going).toHaveLength(3);
});

test('every kind has its words, calm and plain', () => {
  expect(Object.keys(words.kinds)).toEqual([...FINDING_KINDS]);
  for (const sentence of Object.values(words.kinds)) {
    expect(sentence).toMatch(/^This .*\.$/);
    expect(sentence).not.toMatch(/!|danger|warning|please|error/i);
  }
});
