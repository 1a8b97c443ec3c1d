// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { browserHost } from '../host.ts';
import { readKey } from '../key-worker/read-key.ts';
import { KeyMemory } from './key-memory.ts';
import { usePicture } from './picture.ts';
import { ServicesContext } from './services.tsx';
import { TransferStore } from './transfer-store.ts';
import '../test-base64.ts';

const asked: { path: string; init: RequestInit; answer: (response: Response) => void }[] = [];
const held = new Set<string>();
const key = newKeyFile('key', new Date(0));
const file = btoa(formatKeyFile(key));
const missing = vi.fn();
let keyMemory: KeyMemory;

beforeEach(async () => {
  asked.length = 0;
  held.clear();
  missing.mockClear();
  keyMemory = new KeyMemory(readKey);
  await keyMemory.open({ file });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    return new Promise<Response>((answer, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      asked.push({ path, init, answer });
    });
  });
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const address = `blob:${held.size}`;
    held.add(address);
    return address;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((address) => void held.delete(address));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function Shown({ id }: { id: string | undefined }) {
  const address = usePicture('thumbnail', id === undefined ? undefined : { id, key: key.id }, missing);
  return address === undefined ? <p>none</p> : <img src={address} alt={id ?? ''} />;
}

function shown(id: string | undefined) {
  const services = { host: browserHost, transfers: new TransferStore(), keyMemory, now: () => new Date() };
  return (
    <ServicesContext value={services}>
      <Shown id={id} />
    </ServicesContext>
  );
}

test('a picture is asked for with its key in the body, and is let go when it leaves', async () => {
  const { rerender, unmount } = render(shown('a'));
  expect(asked[0]).toMatchObject({ path: '/api/files/a/thumbnail', init: { method: 'POST' } });
  expect(JSON.parse(asked[0]!.init.body as string)).toEqual({ key: { file } });
  asked[0]!.answer(new Response('picture'));
  expect((await screen.findByRole('img')).getAttribute('src')).toBe('blob:0');
  rerender(shown('b'));
  expect([screen.queryByRole('img'), held.size]).toEqual([null, 0]);
  asked[1]!.answer(new Response('picture'));
  await screen.findByRole('img');
  unmount();
  expect(held.size).toBe(0);
});

test('what scrolls away is not waited for, and what comes too late is not kept', async () => {
  const { rerender } = render(shown('a'));
  rerender(shown(undefined));
  expect(asked[0]!.init.signal?.aborted).toBe(true);
  rerender(shown('b'));
  asked[0]!.answer(new Response('late'));
  asked[1]!.answer(new Response('', { status: 404 }));
  await waitFor(() => expect(missing).toHaveBeenCalledTimes(1));
  expect([screen.queryByRole('img'), held.size]).toEqual([null, 0]);
});
