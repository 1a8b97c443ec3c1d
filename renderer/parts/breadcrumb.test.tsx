// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Breadcrumb } from './breadcrumb.tsx';

afterEach(cleanup);

function show(folders: readonly string[], isFolded = false) {
  const onOpen = vi.fn();
  render(
    <Breadcrumb
      label="Folders above"
      moreLabel="More folders above"
      crumbs={folders.map((label) => ({ id: label, label }))}
      isFolded={isFolded}
      onOpen={onOpen}
    />,
  );
  return onOpen;
}

const THREE = ['Files', 'Holidays', 'Lofoten 2026'];

describe('a breadcrumb', () => {
  it('ends with the open folder as the heading of the view', () => {
    show(THREE);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Lofoten 2026');
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['Files', 'Holidays']);
  });

  it('opens the folder that is pressed', () => {
    const onOpen = show(THREE);
    fireEvent.click(screen.getByRole('link', { name: 'Holidays' }));
    expect(onOpen).toHaveBeenCalledExactlyOnceWith('Holidays');
  });

  it('folds everything above the open folder into a menu', () => {
    const onOpen = show(THREE, true);
    expect(screen.queryByRole('link')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More folders above' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Files', 'Holidays']);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Files' }));
    expect(onOpen).toHaveBeenCalledExactlyOnceWith('Files');
  });

  it('has nothing to fold at the top', () => {
    show(['Files'], true);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('keeps the last three of a long way in one line', () => {
    show(['Files', 'Holidays', '2026', 'Norway', 'Lofoten'], false);
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['2026', 'Norway']);
    fireEvent.click(screen.getByRole('button', { name: 'More folders above' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Files', 'Holidays']);
  });
});
