// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { browserHost } from '../host.ts';
import { readKey } from '../key-worker/read-key.ts';
import { KeyMemory } from './key-memory.ts';
import { PictureMemory } from './picture-memory.ts';
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

test('a thumbnail that was shown a moment ago is not asked for again, until its key is closed', async () => {
  const { rerender } = render(shown('a'));
  asked[0]!.answer(new Response('a'));
  await screen.findByRole('img');
  rerender(shown(undefined));
  rerender(shown('a'));
  await screen.findByRole('img');
  expect([asked.length, held.size]).toEqual([1, 1]);
  rerender(shown('b'));
  // What comes once it is closed is not kept.
  keyMemory.close(key.id);
  asked[1]!.answer(new Response('b'));
  await screen.findByRole('img');
  rerender(shown('a'));
  rerender(shown('b'));
  expect(asked.map(({ path }) => path.split('/')[3])).toEqual(['a', 'b', 'a', 'b']);
});

test('thumbnails are kept up to so many bytes, those shown last the longest', () => {
  const memory = new PictureMemory();
  const picture = new Blob([new Uint8Array(2 ** 20)]);
  for (let id = 0; id < 40; id += 1) {
    memory.keep(String(id), { key: 'k', picture });
    memory.get('0');
  }
  const kept = () => Array.from({ length: 40 }, (_, id) => id).filter((id) => memory.get(String(id)) !== undefined);
  expect(kept()).toEqual([0, ...Array.from({ length: 30 }, (_, at) => at + 10)]);
  memory.forget('other');
  expect(kept()).toHaveLength(31);
  memory.forget('k');
  expect(kept()).toEqual([]);
  memory.keep('large', { key: 'k', picture: new Blob([new Uint8Array(33 * 2 ** 20)]) });
  expect(memory.get('large')).toBeUndefined();
});
