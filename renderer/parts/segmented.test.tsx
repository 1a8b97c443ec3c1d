// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { Segmented } from './segmented.tsx';

afterEach(cleanup);

function Direction() {
  const [value, setValue] = useState<'all' | 'up' | 'down'>('all');
  return (
    <Segmented
      label="Direction"
      value={value}
      onChange={setValue}
      segments={[
        { id: 'all', label: 'All' },
        { id: 'up', label: 'Up', icon: 'chevron-up' },
        { id: 'down', label: 'Down' },
      ]}
    />
  );
}

const chosen = () =>
  screen
    .getAllByRole('radio')
    .filter((half) => half.getAttribute('aria-checked') === 'true')
    .map((half) => half.getAttribute('aria-label') ?? half.textContent);

describe('a switch of halves', () => {
  it('has a name and exactly one chosen half', () => {
    render(<Direction />);
    expect(screen.getByRole('radiogroup', { name: 'Direction' })).toBeTruthy();
    expect(chosen()).toEqual(['All']);
  });

  it('moves the focus by arrow keys and chooses by Space', () => {
    render(<Direction />);
    const [all, up] = screen.getAllByRole('radio');
    all!.focus();
    fireEvent.keyDown(all!, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(up);
    fireEvent.keyDown(up!, { key: ' ' });
    fireEvent.keyUp(up!, { key: ' ' });
    expect(chosen()).toEqual(['Up']);
  });

  it('cannot be switched off', () => {
    render(<Direction />);
    fireEvent.click(screen.getByRole('radio', { name: 'All' }));
    expect(chosen()).toEqual(['All']);
  });

  it('names a half that is only an icon', () => {
    render(<Direction />);
    expect(screen.getByRole('radio', { name: 'Up' })).toBeTruthy();
  });
});
