// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ImportView } from '../../../backend/contract/imports.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { TransferView } from '../../../backend/contract/transfers.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost } from '../../host.ts';
import { startWords } from '../../words/words.ts';
import { ImportDialog } from './import-dialog.tsx';

beforeAll(startWords);
afterEach(cleanup);

const KEY = {
  id: 'a'.repeat(32),
  fingerprint: 'AAAA-AAAA',
  name: 'Family',
  form: 'plain',
  path: '/k',
  present: true,
  open: true,
  lastUsed: true,
} as KnownKey;

const RUNNING = {
  id: 't',
  kind: 'upload',
  name: 'old',
  place: '',
  state: 'running',
  reason: null,
  kept: false,
  keyId: KEY.id,
  started: '2026-11-20T14:00:00',
  ended: null,
  files: 0,
  totalFiles: 2,
  bytes: 0,
  totalBytes: 2,
  current: null,
  active: [],
  speed: 0,
  secondsLeft: null,
  failures: [],
} satisfies TransferView;

const asked: unknown[] = [];

function show(answer: ImportView | { code: string }): TransferStore {
  asked.length = 0;
  const transfers = new TransferStore();
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    if (!path.startsWith('/api/imports')) return Response.json({ keys: [KEY], listed: true });
    asked.push(JSON.parse(body as string));
    return Response.json(answer, { status: 'code' in answer ? 422 : 200 });
  });
  const host = {
    ...browserHost,
    pickKeyFile: async () => ({ choice: { file: 'QUJD' }, fileName: 'key.json' }),
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={{ host, transfers, keyMemory: new KeyMemory(readKey), now: () => new Date() }}>
        <ImportDialog onClose={() => undefined} />
      </ServicesContext>
    </QueryClientProvider>,
  );
  return transfers;
}

const nothing = { transfer: null, total: 0, files: [], left: [] };
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const dialog = (name: string) => screen.findByRole('dialog', { name });

test('what lacks is told in its place, and nothing is asked of the server', async () => {
  show({ outcome: 'empty', ...nothing });
  await dialog('Bring files over from an older program');
  press('Bring over');
  await screen.findByText('Choose the key.json that these files were made with.');
  screen.getByText('Say where it is, such as /home/mira/uploads');
  expect(asked).toEqual([]);
});

test('files of the “User Manager” are brought over, and each is told once that is over', async () => {
  const files = ['a.txt', 'b.txt'].map((path) => ({ file: `/old/${path}.enct`, path }));
  const left = [{ file: '/old/x', code: 'not-old', message: '' }];
  const transfers = show({ outcome: 'begun', transfer: RUNNING, total: 2, files, left });
  await dialog('Bring files over from an older program');
  screen.getByText('The old formats could not detect tampering.');
  fill('File or folder on this computer', ' /old ');
  fill('Folder in the vault', 'Old');
  press('Choose key.json…');
  await screen.findByText('key.json is chosen');
  press('Bring over');
  await dialog('Bringing files over');
  expect(asked).toEqual([
    { program: 'user-manager', paths: ['/old'], to: 'Old', key: { id: KEY.id }, oldKey: { file: 'QUJD' } },
  ]);
  screen.getByText('0 of 2 files. You can close this: it goes on in Transfers.');
  const failures = [{ path: 'b.txt', code: 'exists', message: '' }];
  act(() => transfers.hear({ ...RUNNING, state: 'failed', ended: RUNNING.started, files: 1, failures }));
  const over = await dialog('1 of 2 files brought over');
  const lines = within(over).getAllByRole('listitem');
  expect(lines.map(({ textContent }) => textContent)).toEqual([
    'b.txtIn the vault already, passed over',
    'a.txtBrought over',
    '/old/xDoes not end in .enct, passed over',
  ]);
  within(over).getByText('The old formats could not detect tampering.');
});

test('a wrong token names the files that show it, and leads back to the fields as they were', async () => {
  show({ outcome: 'wrong', ...nothing, left: [{ file: '/old/f', code: 'wrong-key-or-damaged', message: '' }] });
  await dialog('Bring files over from an older program');
  fireEvent.click(screen.getByRole('radio', { name: /^Flask-Encryptor/ }));
  fill('Folder of the stored files', '/old');
  fill('Database', '/db');
  fill('Token', 'secret');
  press('Bring over');
  const wrong = await dialog('This key or token does not fit');
  within(wrong).getByText('/old/f');
  expect(asked).toEqual([
    { program: 'flask-encryptor', paths: ['/old'], to: '', key: { id: KEY.id }, database: '/db', token: 'secret' },
  ]);
  press('Back');
  await dialog('Bring files over from an older program');
  expect(screen.getByLabelText<HTMLInputElement>('Database').value).toBe('/db');
});

test('where nothing could tell, going on is asked for', async () => {
  show({ outcome: 'unchecked', ...nothing });
  await dialog('Bring files over from an older program');
  fireEvent.click(screen.getByRole('radio', { name: /^Flask-Encryptor/ }));
  fill('Folder of the stored files', '/old');
  fill('Database', '/db');
  press('Bring over');
  await dialog('None of these files can tell whether the token is right');
  press('Bring over anyway');
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]).toMatchObject({ unchecked: true });
});

test('what the server refuses is said in the dialog', async () => {
  show({ code: 'damaged-database' });
  await dialog('Bring files over from an older program');
  fireEvent.click(screen.getByRole('radio', { name: /^Flask-Encryptor/ }));
  fill('Folder of the stored files', '/old');
  fill('Database', '/old/my.db');
  press('Bring over');
  await screen.findByText('/old/my.db cannot be read, or it names files that no old program would have named.');
});

test.each([
  ['invalid-request', 'Fill in the token and the global key.'],
  ['no-key', 'This is not the key.json of the old program.'],
])('what the old program’s secrets lack (%s) is said in the words of this dialog', async (code, words) => {
  show({ code });
  await dialog('Bring files over from an older program');
  fill('File or folder on this computer', '/old');
  press('Choose key.json…');
  await screen.findByText('key.json is chosen');
  press('Bring over');
  await screen.findByText(words);
});
