// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost, type Host } from '../../host.ts';
import { ToastQueue } from '../../parts/toast.tsx';
import { ToastContext } from '../../shell/toasts.ts';
import { FRESH, SESSION, VAULT } from '../../test-window.tsx';
import { startWords } from '../../words/words.ts';
import { SettingsView } from './settings-view.tsx';

beforeAll(startWords);
afterEach(cleanup);

const USUAL = '/home/mira/.local/share/latchkey/tmp';
const OTHERS = 'The folder for temporary files, /srv/all, cannot be used: other users can write to it.';
let kept: Record<string, unknown>;
let asked: { path: string; body: unknown }[];

beforeEach(() => {
  asked = [];
  kept = {
    '/api/state': { ...FRESH, vault: VAULT, session: SESSION },
    '/api/settings/sealing': { suite: 'cbc', segment: 18 },
    '/api/settings/scan': { enabled: true },
    '/api/settings/folders': { data: '/home/mira/.local/share/latchkey', temporary: USUAL, isUsual: true },
  };
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Response.json(kept[path] ?? {});
    const json = JSON.parse(body as string) as Record<string, unknown>;
    asked.push({ path, body: json });
    if (json['temporary'] === '/srv/all') return Response.json({ code: 'unusable', message: OTHERS }, { status: 422 });
    const isUsual = json['temporary'] === null;
    kept[path] = { ...(kept[path] as object), ...json, ...('temporary' in json && { isUsual }) };
    if (isUsual) Object.assign(kept[path] as object, { temporary: USUAL });
    return new Response(null, { status: 204 });
  });
});

function show(host: Partial<Host> = {}): void {
  const services = {
    host: { ...browserHost, ...host },
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readKey),
    now: () => new Date(),
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={services}>
        <ToastContext value={new ToastQueue()}>
          <SettingsView />
        </ToastContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
}

async function choose(field: RegExp, choice: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: field }));
  fireEvent.click(await screen.findByRole('option', { name: choice }));
}

test('cipher and size of the pieces are shown as they are set, and each change is kept at once', async () => {
  show();
  await choose(/^AES-256 in CBC mode/, 'AES-256 in CFB mode');
  await screen.findByRole('button', { name: /^AES-256 in CFB mode/ });
  await choose(/^256 KiB/, '4 MiB');
  await screen.findByRole('button', { name: /^4 MiB/ });
  expect(asked).toEqual([
    { path: '/api/settings/sealing', body: { suite: 'cfb', segment: 18 } },
    { path: '/api/settings/sealing', body: { suite: 'cfb', segment: 22 } },
  ]);
});

test('looking through files is turned off and on again', async () => {
  show();
  const box = await screen.findByRole<HTMLInputElement>('checkbox', { name: /^Look through files/ });
  for (const enabled of [false, true]) {
    fireEvent.click(box);
    await waitFor(() => expect(kept['/api/settings/scan']).toEqual({ enabled }));
    await waitFor(() => expect(box.checked).toBe(enabled));
  }
});

test('a folder for temporary files is typed in a browser; one that cannot be used is told why', async () => {
  show();
  expect(await screen.findByText('/home/mira/.local/share/latchkey')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Choose…' }));
  const field = await screen.findByRole('textbox', { name: 'Folder' });
  const type = (value: string) => {
    fireEvent.change(field, { target: { value } });
    fireEvent.click(screen.getByRole('button', { name: 'Use this folder' }));
  };
  type(' ');
  expect(screen.getByText('Type the whole path of a folder.')).toBeTruthy();
  type('/srv/all');
  expect(await screen.findByText(OTHERS)).toBeTruthy();
  type('/mnt/big/mira');
  expect(await screen.findByText('/mnt/big/mira')).toBeTruthy();
  fireEvent.click(await screen.findByRole('button', { name: 'Use the usual place' }));
  expect(await screen.findByText(USUAL)).toBeTruthy();
  expect(asked.map(({ body }) => body)).toEqual([
    { temporary: '/srv/all' },
    { temporary: '/mnt/big/mira' },
    { temporary: null },
  ]);
});

test('in the native window the system’s dialog gives the folder, and the data folder is shown there', async () => {
  const shown: string[] = [];
  const desktop = {
    chooseFolder: async () => '/srv/all',
    reveal: async (path: string) => void shown.push(path),
  };
  show({ kind: 'native', desktop: desktop as unknown as NonNullable<Host['desktop']> });
  fireEvent.click(await screen.findByRole('button', { name: 'Choose…' }));
  expect((await screen.findByRole('alert')).textContent).toContain(OTHERS);
  fireEvent.click(screen.getByRole('button', { name: 'Show in folder' }));
  expect(shown).toEqual(['/home/mira/.local/share/latchkey']);
});
