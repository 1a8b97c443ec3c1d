// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { OnceDialog } from './once-dialog.tsx';
import { startWords } from './words.ts';

beforeAll(startWords);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function show(writeText: (text: string) => Promise<void>): void {
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(writeText);
  render(
    <OnceDialog title="Token" lead="" label="Token" value="abc" copyLabel="Copy token" className="" onClose={() => {}}>
      {null}
    </OnceDialog>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Copy token' }));
}

test('what was copied says so', async () => {
  const write = vi.fn(() => Promise.resolve());
  show(write);
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeDefined();
  expect(write).toHaveBeenCalledExactlyOnceWith('abc');
});

test('where the browser copies nothing, that is said, and the value stays to be copied by hand', async () => {
  show(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  expect((await screen.findByRole('alert')).textContent).toMatch(/was not copied/);
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Token' }).value).toBe('abc');
});
