import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { KnownKey } from '../backend/contract/keys.ts';
import type { StateView } from '../backend/contract/state.ts';
import { vi } from 'vitest';
import { App } from './app.tsx';
import { KeyMemory } from './data/key-memory.ts';
import { newQueryClient } from './data/queries.ts';
import { ServicesContext } from './data/services.tsx';
import { TransferStore } from './data/transfer-store.ts';
import { browserHost } from './host.ts';
import { readKey } from './key-worker/read-key.ts';
import { ToastQueue } from './parts/toast.tsx';
import { ToastContext } from './shell/toasts.ts';

/** What a fake server was asked, and what it says; tests change the answers while the window runs. */
export interface FakeServer {
  state: StateView;
  keys: KnownKey[];
  asked: { method: string; path: string; body: unknown }[];
  /** By "POST /api/vault": an answer other than 200; `undefined` once it was given. */
  refusals: Map<string, { status: number; code: string }>;
  /** What never gets an answer, such as "GET /api/keys". */
  silent: Set<string>;
  /** What changes when a request is granted. */
  grant: (method: string, path: string, server: FakeServer) => unknown;
}

const PLACE = { kind: 'computer', path: '/home/mira/Latchkey', label: '', freeBytes: 412e9 } as const;

export const FRESH: StateView = {
  local: true,
  platform: 'linux',
  vault: null,
  session: null,
  vaultPlace: PLACE,
  keyPlaces: [
    { kind: 'stick', path: '/media/mira/HOLM', label: 'HOLM', freeBytes: 28e9 },
    { kind: 'documents', path: '/home/mira/Documents', label: '', freeBytes: 412e9 },
  ],
};

export const VAULT = {
  name: 'Latchkey',
  place: PLACE.path,
  user: 'mira',
  storage: 'folder',
  reachable: true,
  since: null,
  fault: null,
} as const;
export const SESSION = {
  id: 's',
  account: 'a'.repeat(32),
  username: 'mira',
  since: '2026-11-20T10:00:00Z',
  current: true,
  used: '2026-11-20T10:00:00Z',
  device: 'Chromium on Linux',
  address: '127.0.0.1',
  remote: false,
  running: [],
};

export function fakeServer(state: StateView, keys: KnownKey[] = []): FakeServer {
  const server: FakeServer = { state, keys, asked: [], refusals: new Map(), silent: new Set(), grant: () => ({}) };
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      close() {}
    },
  );
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
  vi.stubGlobal('fetch', async (address: string, { method = 'GET', body }: { method?: string; body?: string }) => {
    const path = address.split('?')[0]!;
    const refusal = server.refusals.get(`${method} ${path}`);
    if (server.silent.has(`${method} ${path}`)) return new Promise<Response>(() => undefined);
    if (method === 'GET' && refusal !== undefined) return refuse(refusal);
    if (method === 'GET' && path === '/api/state') return Response.json(server.state);
    if (method === 'GET' && path === '/api/keys')
      return Response.json({ keys: server.keys, listed: server.state.vault?.reachable !== false });
    if (method === 'GET') return Response.json({ folders: [], files: [], damage: [], sums: [], at: null });
    server.asked.push({ method, path, body: body === undefined ? undefined : JSON.parse(body) });
    if (refusal !== undefined) return refuse(refusal);
    return Response.json(server.grant(method, path, server));
  });
  return server;
}

function refuse({ code, status }: { code: string; status: number }): Response {
  return Response.json({ code, message: 'no' }, { status });
}

/** The whole window over a fake server. @param keyMemory what it keeps keys in where that server is elsewhere */
export function renderApp(keyMemory = new KeyMemory(readKey)) {
  const services = {
    host: browserHost,
    transfers: new TransferStore(),
    keyMemory,
    now: () => new Date('2026-11-20T12:00:00Z'),
  };
  return render(
    <QueryClientProvider client={newQueryClient()}>
      <ServicesContext value={services}>
        <ToastContext value={new ToastQueue()}>
          <App />
        </ToastContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
}
