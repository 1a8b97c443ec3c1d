// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { ServicesContext } from '../../data/services.tsx';
import { KeyMemory } from '../../data/key-memory.ts';
import { readKey } from '../../key-worker/read-key.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import { browserHost, type Host } from '../../host.ts';
import { ToastQueue } from '../../parts/toast.tsx';
import { ToastContext } from '../../shell/toasts.ts';
import { startWords } from '../../words/words.ts';
import { KeysView } from './keys-view.tsx';
import '../../test-base64.ts';

beforeAll(startWords);
afterEach(cleanup);

const NOW = new Date('2026-11-20T14:32:00');

function known(name: string, fingerprint: string, more: Partial<KnownKey> = {}): KnownKey {
  return {
    id: fingerprint,
    fingerprint,
    name,
    created: '2026-03-02T10:00:00',
    form: 'plain',
    path: `/home/mira/Documents/${name}.json`,
    seen: '2026-11-20T10:00:00',
    present: true,
    open: false,
    lastUsed: false,
    files: 196,
    bytes: 1.2e9,
    older: 0,
    quietUntil: null,
    printed: null,
    ...more,
  };
}

const family = known('Family photos', '4F2A-91CC');
const tax = known('Tax papers', 'A91E-07B4', { form: 'protected', present: false, seen: '2026-09-18T20:14:00' });
const places = [{ kind: 'documents', path: '/home/mira/Documents', label: '', freeBytes: 1e9 }];

type Answer = (call: string, body: Record<string, unknown>) => Response | undefined;
const calls: [call: string, body: unknown][] = [];
let answer: Answer;

beforeEach(() => {
  calls.length = 0;
  answer = () => undefined;
  vi.stubGlobal('fetch', (path: string, { method, body }: RequestInit) => {
    const call = `${method} ${path}`;
    const sent = JSON.parse((body as string | undefined) ?? '{}') as Record<string, unknown>;
    calls.push([call, sent]);
    const usual =
      call === 'GET /api/keys'
        ? Response.json({ keys: [family, tax], listed: true })
        : call === 'GET /api/state'
          ? Response.json({ vault: { name: 'holm-archive' }, keyPlaces: places })
          : new Response(null, { status: 204 });
    return Promise.resolve(answer(call, sent) ?? usual);
  });
});

async function show(): Promise<void> {
  const host: Host = {
    ...browserHost,
    pickKeyFile: () => Promise.resolve({ choice: { file: 'e30=' }, fileName: 'tax.json' }),
  };
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesContext
        value={{ host, transfers: new TransferStore(), keyMemory: new KeyMemory(readKey), now: () => NOW }}
      >
        <ToastContext value={new ToastQueue()}>
          <KeysView />
        </ToastContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
  await screen.findByRole('button', { name: 'New key' });
  await waitFor(() => expect(document.querySelector('h2')).not.toBeNull());
}

const refusal = (code: string) => Response.json({ code, message: '' }, { status: 422 });
const checked = (key: KnownKey, opened: number, damaged: object[] = []) =>
  Response.json({ key: { ...key, path: null }, files: 196, opened, damaged });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('the key that needs a look is shown first, and rows are read with all their words', async () => {
  await show();
  expect(screen.getByRole('heading', { name: 'Tax papers' })).toBeTruthy();
  expect(screen.getByText('This key file was last seen 63 days ago')).toBeTruthy();
  expect(screen.getByRole('row', { name: 'Family photos, 4F2A-91CC, 196 files. Seen today.' })).toBeTruthy();
  fireEvent.click(screen.getByRole('row', { name: /^Family photos/ }));
  expect(await screen.findByRole('heading', { name: 'Family photos' })).toBeTruthy();
  expect(screen.queryByText('Find the key file…')).toBeNull();
});

test('a reminder comes in a week', async () => {
  await show();
  press('Remind me in a week');
  await waitFor(() => expect(calls).toContainEqual(['POST /api/keys/A91E-07B4/quiet', { days: 7 }]));
});

test('another key is chosen for what is added next; the chosen one, and one that was never seen, offer nothing', async () => {
  const never = { ...known('Lost', '0000-0001'), name: null, form: null, path: null, seen: null, present: false };
  let keys = [{ ...family, lastUsed: true }, known('Work', '77B0-1E5D'), never];
  answer = (call) => {
    if (call === 'POST /api/keys/77B0-1E5D/use') keys = keys.map((key) => ({ ...key, lastUsed: key.name === 'Work' }));
    return call === 'GET /api/keys' ? Response.json({ keys, listed: true }) : undefined;
  };
  await show();
  const use = () => screen.queryByRole('button', { name: 'Use for new files' });
  fireEvent.click(await screen.findByRole('row', { name: /^Unknown key/ }));
  await screen.findByRole('region', { name: 'Unknown key' });
  expect(use()).toBeNull();
  fireEvent.click(await screen.findByRole('row', { name: /^Work/ }));
  await screen.findByRole('region', { name: 'Work' });
  fireEvent.click(use()!);
  await screen.findByText('What you add next is sealed with this key.');
  expect(use()).toBeNull();
});

test('Enter keeps a new name, Esc the old one', async () => {
  await show();
  for (const key of ['Escape', 'Enter']) {
    press('Rename');
    const field = screen.getByRole('textbox', { name: 'Name of this key' });
    fireEvent.change(field, { target: { value: ` By ${key} ` } });
    fireEvent.keyDown(field, { key });
  }
  const renamed = () => calls.filter(([call]) => call.endsWith('/rename'));
  await waitFor(() => expect(renamed()).toEqual([['POST /api/keys/A91E-07B4/rename', { name: 'By Enter' }]]));
});

test('a file that is found is checked, and what it opens is told', async () => {
  answer = (call) =>
    call === 'POST /api/keys/check'
      ? checked(tax, 195, [{ path: 'Tax/return.pdf', code: 'tampered', message: '' }])
      : undefined;
  await show();
  press('Find the key file…');
  const dialog = within(await screen.findByRole('dialog', { name: '“Tax papers” opens 195 of its 196 files' }));
  expect(dialog.getByText('Tax/return.pdf')).toBeTruthy();
  expect(dialog.getByText(/^return\.pdf does not match its seal: the copy in holm-archive/)).toBeTruthy();
});

test('another key than the one that is looked for is said so by name', async () => {
  answer = (call) => (call === 'POST /api/keys/check' ? checked(family, 196) : undefined);
  await show();
  press('Find the key file…');
  expect(await screen.findByRole('dialog', { name: '“Family photos” is another key' })).toBeTruthy();
});

test('a protected file asks for its passphrase until it fits', async () => {
  answer = (call, { key }) => {
    if (call !== 'POST /api/keys/check') return undefined;
    const { passphrase } = key as { passphrase?: string };
    if (passphrase === undefined) return refusal('no-passphrase');
    return passphrase === 'right' ? checked(tax, 196) : refusal('wrong-password');
  };
  await show();
  press('Check a key file…');
  for (const passphrase of ['wrong', 'right']) {
    const field = await screen.findByLabelText('Passphrase');
    if (passphrase === 'right') await screen.findByText('That passphrase does not open tax.json');
    fireEvent.change(field, { target: { value: passphrase } });
    press('Check');
  }
  expect(await screen.findByRole('dialog', { name: '“Tax papers” opens all of its 196 files' })).toBeTruthy();
});

test('what is no key file is told in three sentences', async () => {
  answer = (call) => (call === 'POST /api/keys/check' ? refusal('damaged-key-file') : undefined);
  await show();
  press('Check a key file…');
  const dialog = within(await screen.findByRole('alertdialog', { name: 'tax.json is not a whole key file' }));
  for (const label of ['What happened', 'What is safe', 'What to do']) expect(dialog.getByText(label)).toBeTruthy();
});

test('a place is forgotten after it was said what that means', async () => {
  await show();
  press('Forget this place…');
  press('Forget this place');
  await waitFor(() => expect(calls).toContainEqual(['DELETE /api/keys/A91E-07B4/place', {}]));
});

test('a passphrase is taken off with the one it has', async () => {
  await show();
  press('Change…');
  fireEvent.change(screen.getByLabelText('Current passphrase'), { target: { value: 'old' } });
  fireEvent.click(screen.getByRole('radio', { name: /^Remove it/ }));
  press('Remove it');
  await waitFor(() =>
    expect(calls).toContainEqual(['POST /api/keys/A91E-07B4/protect', { passphrase: null, current: 'old' }]),
  );
});

test('a new key needs a name, and is saved where it was said', async () => {
  answer = (call) => (call === 'POST /api/keys' ? Response.json(family) : undefined);
  await show();
  press('New key');
  press('Save key file');
  expect(screen.getByText('Give the key a name')).toBeTruthy();
  fireEvent.change(screen.getByRole('textbox', { name: 'Name of this key' }), { target: { value: 'Cabin' } });
  press('Save key file');
  // There are others: it takes nothing over that was not asked for.
  const made = ['POST /api/keys', { location: '/home/mira/Documents', name: 'Cabin', use: false }];
  await waitFor(() => expect(calls).toContainEqual(made));
  expect(await screen.findByRole('heading', { name: 'Family photos' })).toBeTruthy();
});

test.each([
  ['another key', [family, tax], false],
  ['the first key', [], true],
])('%s seals what is added next, or not, as its box says', async (_, keys, isTicked) => {
  answer = (call) =>
    call === 'GET /api/keys'
      ? Response.json({ keys, listed: true })
      : call === 'POST /api/keys'
        ? Response.json(family)
        : undefined;
  await show();
  fireEvent.click((await screen.findAllByRole('button', { name: 'New key' }))[0]!);
  const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Use it for what I add next' });
  expect(box.checked).toBe(isTicked);
  fireEvent.click(box);
  fireEvent.change(screen.getByRole('textbox', { name: 'Name of this key' }), { target: { value: 'Cabin' } });
  press('Save key file');
  const made = ['POST /api/keys', expect.objectContaining({ name: 'Cabin', use: !isTicked })];
  await waitFor(() => expect(calls).toContainEqual(made));
});

test('a key that only older versions or the trash need is listed, and says so', async () => {
  const old = known('Old', '0123-4567', {
    name: null,
    form: null,
    path: null,
    seen: null,
    present: false,
    files: 0,
    older: 3,
  });
  answer = (call) => (call === 'GET /api/keys' ? Response.json({ keys: [family, old], listed: true }) : undefined);
  await show();
  expect(screen.getByRole('row', { name: 'Unknown key, 0123-4567, Only for older or trashed files' })).toBeTruthy();
  expect(screen.getByText('This computer has never seen this key file')).toBeTruthy();
  expect(screen.getByText('3 earlier versions or files in the trash')).toBeTruthy();
  expect(screen.getByText(/nobody can open the 3 earlier versions or files in the trash it sealed/)).toBeTruthy();
});

test('keys are shown while the vault is away, without counts and without alarm', async () => {
  const away = { files: null, bytes: null, older: null };
  answer = (call) =>
    call === 'GET /api/keys'
      ? Response.json({
          keys: [
            { ...family, ...away },
            { ...tax, ...away },
          ],
          listed: false,
        })
      : undefined;
  await show();
  expect(screen.getByRole('row', { name: 'Family photos, 4F2A-91CC, Seen today.' })).toBeTruthy();
  expect(screen.getByText('Not counted while the vault is away')).toBeTruthy();
  expect(screen.queryByText('Find the key file…')).toBeNull();
});

test('from another computer nothing is offered that changes a key file there, and none is missed', async () => {
  answer = (call) =>
    call === 'GET /api/state'
      ? Response.json({ vault: { name: 'holm-archive' }, keyPlaces: [], local: false })
      : undefined;
  await show();
  for (const name of ['Family photos', 'Tax papers']) {
    fireEvent.click(screen.getByRole('row', { name: new RegExp(name) }));
    const details = await screen.findByRole('region', { name });
    const offered = within(details)
      .getAllByRole('button')
      .map((button) => button.getAttribute('aria-label') ?? button.textContent);
    expect(offered).toEqual(['Copy fingerprint', 'Show them']);
    expect(details.textContent).not.toMatch(/[Ss]een/);
  }
  expect(screen.queryByText(/Not seen/)).toBeNull();
});

test('a recovery sheet is printed, and remembered once somebody says that it came out', async () => {
  const printed = vi.fn();
  vi.stubGlobal('print', printed);
  const text = '{\n  "type": "latchkey key file"\n}\n';
  answer = (call) =>
    call === 'POST /api/keys/sheet'
      ? Response.json({ key: family, text, code: '{"type":"latchkey key file"}' })
      : undefined;
  await show();
  fireEvent.click(screen.getByRole('row', { name: /^Family photos/ }));
  expect(await screen.findByText('Not printed')).toBeTruthy();
  press('Print recovery sheet…');
  await screen.findByRole('dialog', { name: 'Print a recovery sheet of “Family photos”' });
  expect(calls).toContainEqual(['POST /api/keys/sheet', { key: { id: '4F2A-91CC' } }]);
  const page = document.querySelector('article')!;
  expect(page.querySelector('pre')?.textContent).toBe(text.trim());
  expect(page.textContent).toContain('4F2A-91CC');
  press('Print…');
  expect(printed).toHaveBeenCalledTimes(1);
  await screen.findByRole('dialog', { name: 'Did the sheet come out?' });
  press('Print again…');
  expect(printed).toHaveBeenCalledTimes(2);
  expect(calls).not.toContainEqual(['POST /api/keys/4F2A-91CC/printed', {}]);
  press('It is printed');
  await waitFor(() => expect(calls).toContainEqual(['POST /api/keys/4F2A-91CC/printed', {}]));
  expect(document.querySelector('article')).toBeNull();
});

test('of a key whose file is away the file is pointed at first, and another one is told', async () => {
  answer = (call) => (call === 'POST /api/keys/inspect' ? Response.json({ ...family, path: null }) : undefined);
  await show();
  press('Save a copy…');
  const dialog = await screen.findByRole('alertdialog', { name: '“Family photos” is another key' });
  expect(dialog.textContent).toContain('You are looking for “Tax papers”');
  press('Close');
  answer = (call) =>
    call === 'POST /api/keys/inspect' || call === 'POST /api/keys/copies'
      ? Response.json({ ...tax, path: null })
      : undefined;
  press('Save a copy…');
  await screen.findByRole('dialog', { name: 'Save a copy of “Tax papers”' });
  press('Save copy');
  const asked = { key: { file: 'e30=' }, location: '/home/mira/Documents' };
  await waitFor(() => expect(calls).toContainEqual(['POST /api/keys/copies', asked]));
});

test('a key file is made of what somebody typed from its sheet; a wrong sign is said where it was typed', async () => {
  answer = (call) => (call === 'POST /api/keys/copies' ? refusal('damaged-key-file') : undefined);
  await show();
  press('From a recovery sheet…');
  const field = await screen.findByRole('textbox', { name: 'Text of the sheet' });
  fireEvent.change(field, { target: { value: '{ “key”:\n “AAAA” }' } });
  press('Save key file');
  await screen.findByText(/^This is not the whole key file yet/);
  const file = btoa('{ "key":"AAAA" }');
  expect(calls).toContainEqual(['POST /api/keys/copies', { key: { file }, location: '/home/mira/Documents' }]);
  answer = (call) =>
    call === 'POST /api/keys/copies' ? Response.json({ ...tax, path: '/home/mira/Documents/t.json' }) : undefined;
  press('Save key file');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
