// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { enter, takeCode } from './entry.ts';

const CODE = 'Ab-_'.repeat(8);

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

test('a code is taken out of the address before it is sent', async () => {
  const addresses: string[] = [];
  const fetching = vi.fn<typeof fetch>(async () => {
    addresses.push(location.href);
    return new Response(null, { status: 204 });
  });
  vi.stubGlobal('fetch', fetching);
  history.replaceState({ kept: true }, '', `/?x=1#${CODE}`);
  await enter();
  expect(addresses).toEqual([expect.not.stringContaining(CODE)]);
  expect(fetching).toHaveBeenCalledExactlyOnceWith('/api/local', expect.objectContaining({ method: 'POST' }));
  expect(fetching.mock.calls[0]?.[1]?.body).toBe(JSON.stringify({ code: CODE }));
  expect(location.search).toBe('?x=1');
});

test.each([
  '',
  '#/files',
  '#/files/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  `#${CODE}x`,
  `#${CODE.slice(1)}`,
  `#${'a+'.repeat(16)}`,
])('%j holds no code and stays', async (hash) => {
  const fetching = vi.fn<typeof fetch>();
  vi.stubGlobal('fetch', fetching);
  history.replaceState(null, '', `/${hash}`);
  await enter();
  expect(fetching).not.toHaveBeenCalled();
  expect(location.hash).toBe(hash);
});

test('a code that is refused leaves no trace and breaks nothing', async () => {
  vi.stubGlobal(
    'fetch',
    async () => new Response(JSON.stringify({ code: 'no-local-token', message: '' }), { status: 403 }),
  );
  history.replaceState(null, '', `/#${CODE}`);
  await expect(enter()).resolves.toBeUndefined();
  expect(takeCode()).toBeUndefined();
  expect(location.hash).toBe('');
});
