// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { KeyMemory } from '../../data/key-memory.ts';
import { newQueryClient } from '../../data/queries.ts';
import { ServicesContext } from '../../data/services.tsx';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost, type Host } from '../../host.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { startWords } from '../../words/words.ts';
import { LinkDialog } from './link-dialog.tsx';

beforeAll(startWords);
afterEach(cleanup);

/** The dialog where no server is known. @returns what was asked besides the list */
async function open(kind: Host['kind']) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Response.json({ links: [], server: null });
    asked.push(`${method} ${path} ${body as string}`);
    const address = 'https://files.example.org';
    return Response.json(path.endsWith('server') ? { address } : { id: 'x', address: `${address}/d/x#s` });
  });
  const host = { ...browserHost, kind };
  const services = { host, transfers: new TransferStore(), keyMemory: new KeyMemory(readKey), now: () => new Date() };
  render(
    <QueryClientProvider client={newQueryClient()}>
      <ServicesContext value={services}>
        <LinkDialog wanted={{ paths: ['a.txt'], keyId: 'k' }} onClose={() => undefined} />
      </ServicesContext>
    </QueryClientProvider>,
  );
  await screen.findByRole('button', { name: 'Get link' });
  return asked;
}

test('in a browser a link may stand for this computer alone, and the dialog says so first', async () => {
  const asked = await open('browser');
  expect(screen.getByText('This link will work on this computer only.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Get link' }));
  await screen.findByText('This link works on this computer only.');
  expect(asked).toEqual([expect.stringMatching(/^POST \/api\/links /)]);
});

test('in the native shell a link needs a server that others reach', async () => {
  const asked = await open('native');
  expect(screen.queryByText('This link will work on this computer only.')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Get link' }));
  expect(screen.getByText(/^Type the address of a server that others reach/)).toBeDefined();
  expect(asked).toEqual([]);
  const field = screen.getByRole('textbox', { name: 'Server that others reach' });
  fireEvent.change(field, { target: { value: 'https://files.example.org' } });
  fireEvent.click(screen.getByRole('button', { name: 'Get link' }));
  await screen.findByText('The link is ready');
  expect(asked).toEqual([
    'PUT /api/links/server {"address":"https://files.example.org"}',
    expect.stringMatching(/^POST \/api\/links /),
  ]);
});
