import { afterEach, expect, test, vi } from 'vitest';
import { api, ApiError, NO_ANSWER } from '../api.ts';
import { sendItems } from './send.ts';
import { FAMILY } from '../views/files/test-files.ts';

afterEach(() => void vi.restoreAllMocks());

/** Sends one file whose requests end as told, the last one again and again. */
async function send(ends: readonly (ApiError | undefined)[], goesOn: () => Promise<boolean> = async () => true) {
  vi.spyOn(api, 'upload').mockResolvedValue({ id: 't' } as Awaited<ReturnType<typeof api.upload>>);
  let tries = 0;
  vi.spyOn(api, 'sendFile').mockImplementation(async () => {
    const end = ends[Math.min(tries++, ends.length - 1)];
    if (end !== undefined) throw end;
  });
  const file = new File(['hello'], 'note.txt', { type: 'text/plain' });
  const item = { name: 'note.txt', files: [{ path: 'note.txt', file }] };
  const hearing = { goesOn, ended: async () => undefined };
  await sendItems([item], { folder: '', key: () => ({ id: FAMILY }) }, () => hearing);
  return tries;
}

const silence = new ApiError(NO_ANSWER, '', 0);

test('a file that a pause or a broken connection interrupted is sent again, as often as it takes', async () => {
  expect(await send([new ApiError('paused', '', 409), silence, undefined])).toBe(3);
  expect(
    await send([...Array.from({ length: 19 }, () => silence), new ApiError('paused', '', 409), silence, undefined]),
  ).toBe(22);
});

test('what is over, was refused, or stays without any answer is not sent for ever', async () => {
  expect(await send([silence, undefined], async () => false)).toBe(1);
  expect(await send([silence, new ApiError('invalid-request', '', 400), undefined])).toBe(2);
  expect(await send([silence])).toBe(21);
});
