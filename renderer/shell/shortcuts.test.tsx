// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Dialog } from '../parts/dialog.tsx';
import { Toasts, ToastQueue } from '../parts/toast.tsx';
import { useShortcuts } from './shortcuts.ts';

afterEach(cleanup);

const toasts = new ToastQueue();

function Room({ find, isAsking }: { find: () => void; isAsking: boolean }) {
  useShortcuts({ 'mod+f': find });
  return (
    <>
      <Toasts queue={toasts} label="Messages" />
      <Dialog isOpen={isAsking} title="Which key?" onCancel={() => undefined} />
    </>
  );
}

test('a shortcut waits while a dialog asks, and not for a message', async () => {
  const find = vi.fn<() => void>();
  const press = () => fireEvent.keyDown(document.body, { key: 'f', ctrlKey: true });
  const { rerender } = render(<Room find={find} isAsking />);
  await screen.findByRole('dialog');
  press();
  expect(find).not.toHaveBeenCalled();
  rerender(<Room find={find} isAsking={false} />);
  act(() => toasts.show({ words: 'a.txt is in the trash' }));
  await screen.findByRole('alertdialog');
  press();
  expect(find).toHaveBeenCalledOnce();
});
