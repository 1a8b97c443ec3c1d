// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DrawnKey } from './drawn-key.tsx';
import { Fingerprint, spelledFingerprint } from './fingerprint.tsx';
import { KeyBadge } from './key-badge.tsx';

afterEach(cleanup);

const LABEL = 'Key Family photos, 4F2A-91CC';

describe('a fingerprint', () => {
  it('is shown in capitals, whatever it came in', () => {
    const { container } = render(<Fingerprint value="4f2a-91cc" />);
    expect(container.querySelector('[aria-hidden]')?.textContent).toBe('4F2A-91CC');
  });

  it('is read digit by digit', () => {
    expect(spelledFingerprint('4f2a-91cc')).toBe('4 F 2 A, 9 1 C C');
    render(<Fingerprint value="4F2A-91CC" />);
    expect(screen.getByText('4 F 2 A, 9 1 C C').closest('[aria-hidden]')).toBeNull();
  });

  it('may be a longer code of the same groups', () => {
    expect(spelledFingerprint('8C41-D207-5B9E-11F3')).toBe('8 C 4 1, D 2 0 7, 5 B 9 E, 1 1 F 3');
  });
});

describe('a drawn key', () => {
  it('has the name it is given', () => {
    render(<DrawnKey fingerprint="4F2A-91CC" width={132} label={LABEL} />);
    expect(screen.getByRole('img', { name: LABEL })).toBeTruthy();
  });

  it('is skipped where the words beside it say it all', () => {
    render(<DrawnKey fingerprint="4F2A-91CC" width={132} />);
    expect(screen.queryByRole('img')).toBeNull();
  });

  it('has a groove from 80 px up and is a silhouette below', () => {
    const { container, rerender } = render(<DrawnKey fingerprint="4F2A-91CC" width={80} />);
    expect(container.querySelectorAll('path')).toHaveLength(2);
    rerender(<DrawnKey fingerprint="4F2A-91CC" width={79} />);
    expect(container.querySelectorAll('path')).toHaveLength(1);
  });
});

describe('a key badge', () => {
  it.each(['row', 'stacked', 'panel', 'inline'] as const)('names key and digits once as %s', (form) => {
    render(<KeyBadge name="Family photos" fingerprint="4F2A-91CC" label={LABEL} form={form} />);
    expect(screen.getAllByRole('img', { name: LABEL })).toHaveLength(1);
    expect(screen.getByText('Family photos').getAttribute('aria-hidden')).toBe('true');
    expect(screen.getByText('4 F 2 A, 9 1 C C')).toBeTruthy();
  });
});
