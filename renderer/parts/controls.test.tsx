// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ContextMenu, MenuButton } from './menu.tsx';
import { Button } from './button.tsx';
import { NavRow } from './nav-row.tsx';
import { PasswordField } from './password-field.tsx';
import { Progress } from './progress.tsx';
import { RadioList } from './radio-list.tsx';
import { SearchField } from './search-field.tsx';
import { Sidebar } from './sidebar.tsx';
import { TextField } from './text-field.tsx';

afterEach(cleanup);

const nothing = () => {};

describe('a field', () => {
  it('says what is wrong and counts as wrong', () => {
    render(<TextField label="Bucket" defaultValue="holm archive" error="A bucket name has no spaces." />);
    const input = screen.getByLabelText('Bucket');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const described = input.getAttribute('aria-describedby')!.split(' ');
    expect(described.map((id) => document.querySelector(`[id="${id}"]`)?.textContent)).toContain(
      'A bucket name has no spaces.',
    );
  });

  it('keeps its name when the label is not shown', () => {
    render(<TextField label="Name" isLabelHidden />);
    expect(screen.getByRole('textbox', { name: 'Name' })).toBeTruthy();
  });

  it('shows a password while the eye is open', () => {
    render(<PasswordField label="Password" showLabel="Show password" hideLabel="Hide password" />);
    const input = screen.getByLabelText('Password');
    expect(input.getAttribute('type')).toBe('password');
    fireEvent.click(screen.getByRole('button', { name: 'Show password' }));
    expect(input.getAttribute('type')).toBe('text');
    fireEvent.click(screen.getByRole('button', { name: 'Hide password' }));
    expect(input.getAttribute('type')).toBe('password');
  });

  it('shows the shortcut of the search only while it is empty', () => {
    render(<SearchField label="Search this folder" shortcut="⌘F" clearLabel="Clear search" />);
    expect(screen.getByText('⌘F')).toBeTruthy();
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'aurora' } });
    expect(screen.queryByText('⌘F')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    expect(screen.getByText('⌘F')).toBeTruthy();
  });
});

describe('a list of choices', () => {
  it('shows the content of the chosen row alone', () => {
    const onChange = vi.fn();
    render(
      <RadioList
        label="Where should your sealed files live?"
        value="here"
        onChange={onChange}
        choices={[
          { id: 'here', label: 'This computer', content: 'a folder' },
          { id: 'bucket', label: 'A cloud bucket', content: 'an address' },
        ]}
      />,
    );
    expect(screen.getByText('a folder')).toBeTruthy();
    expect(screen.queryByText('an address')).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'A cloud bucket' }));
    expect(onChange).toHaveBeenCalledExactlyOnceWith('bucket');
  });
});

describe('a menu', () => {
  it('opens from its button, reads the shortcut and does what is chosen', () => {
    const onAction = vi.fn();
    render(
      <MenuButton label="More" entries={[{ id: 'a', label: 'Rename', shortcut: 'F2', onAction }, 'line']}>
        <Button>More</Button>
      </MenuButton>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'More' }));
    const item = screen.getByRole('menuitem', { name: 'Rename' });
    expect(document.querySelector(`[id="${item.getAttribute('aria-describedby')}"]`)?.textContent).toBe('F2');
    fireEvent.click(item);
    expect(onAction).toHaveBeenCalledOnce();
  });

  it('opens at a point and tells when it is over', () => {
    const onAction = vi.fn();
    const onClose = vi.fn();
    const entries = [{ id: 'a', label: 'Open', onAction }];
    const { rerender } = render(<ContextMenu label="aurora" entries={entries} point={null} onClose={onClose} />);
    expect(screen.queryByRole('menu')).toBeNull();
    rerender(<ContextMenu label="aurora" entries={entries} point={{ x: 40, y: 80 }} onClose={onClose} />);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Open' }));
    expect(onAction).toHaveBeenCalledOnce();
    expect(onClose).toHaveBeenCalled();
  });
});

describe('a row of the sidebar', () => {
  it.each([false, true])('has its name, count and warning whether or not it is a rail (%s)', (isRail) => {
    render(
      <Sidebar label="Rooms" head={null} isRail={isRail}>
        <NavRow icon="key" label="Keys" count="3" warning="one was not seen for 63 days" isCurrent onPress={nothing} />
      </Sidebar>,
    );
    const row = screen.getByRole('link', { name: 'Keys, 3, one was not seen for 63 days' });
    expect(row.getAttribute('aria-current')).toBe('page');
  });
});

describe('progress', () => {
  it('is read with its words and never beyond the ends', () => {
    render(<Progress label="drone-beach.mp4" percent={140} valueLabel="62 %, 16 seconds left" />);
    const bar = screen.getByRole('progressbar', { name: 'drone-beach.mp4' });
    expect(bar.getAttribute('aria-valuenow')).toBe('100');
    expect(bar.getAttribute('aria-valuetext')).toBe('62 %, 16 seconds left');
  });
});
