// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOAST_TIME, ToastQueue, Toasts } from './toast.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function showRegion(): ToastQueue {
  const queue = new ToastQueue();
  render(<Toasts queue={queue} label="Messages" />);
  return queue;
}

describe('a toast', () => {
  it('appears in a region with a name', () => {
    const queue = showRegion();
    act(() => queue.show({ words: '38 files are sealed and sent' }));
    const region = screen.getByRole('region', { name: 'Messages' });
    expect(region.textContent).toContain('38 files are sealed and sent');
  });

  it('goes after six seconds', () => {
    const queue = showRegion();
    act(() => queue.show({ words: 'Moved to trash' }));
    act(() => void vi.advanceTimersByTime(TOAST_TIME - 1));
    expect(screen.getByText('Moved to trash')).toBeTruthy();
    act(() => void vi.advanceTimersByTime(1));
    expect(screen.queryByText('Moved to trash')).toBeNull();
  });

  it('stays while it has the focus', () => {
    const queue = showRegion();
    act(() => queue.show({ words: 'Moved to trash', action: { label: 'Undo', onPress: () => {} } }));
    act(() => screen.getByRole('button', { name: 'Undo' }).focus());
    act(() => void vi.advanceTimersByTime(TOAST_TIME * 2));
    expect(screen.getByText('Moved to trash')).toBeTruthy();
  });

  it('does its one action and is gone', () => {
    const onPress = vi.fn();
    const queue = showRegion();
    act(() => queue.show({ words: 'Moved to trash', action: { label: 'Undo', onPress } }));
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(onPress).toHaveBeenCalledOnce();
    expect(screen.queryByText('Moved to trash')).toBeNull();
  });
});
