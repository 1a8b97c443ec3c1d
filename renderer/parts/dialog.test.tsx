// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Dialog, type DialogProps } from './dialog.tsx';
import { TextField } from './text-field.tsx';

// In happy-dom `document instanceof window.Document` is false, by which a dialog looks for a focus it has already.
beforeEach(() => {
  vi.stubGlobal('Document', document.constructor);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const nothing = () => {};

function show(props: Partial<DialogProps>) {
  render(
    <Dialog
      isOpen
      onCancel={nothing}
      title="“Work” does not open the 12 files in Cabin"
      plain={{ label: 'Cancel', onPress: nothing }}
      outlined={{ label: 'Choose another file…', onPress: nothing }}
      filled={{ label: 'Use Family photos', onPress: nothing }}
      {...props}
    />,
  );
}

describe('a dialog', () => {
  it('has the name that says what happened', () => {
    show({});
    expect(screen.getByRole('dialog', { name: '“Work” does not open the 12 files in Cabin' })).toBeTruthy();
  });

  it('starts with the focus on the filled button', () => {
    show({});
    expect(document.activeElement?.textContent).toBe('Use Family photos');
  });

  it('starts with the focus on Cancel when the filled button deletes', () => {
    show({ filled: { label: 'Delete for good', deletes: true, onPress: nothing } });
    expect(document.activeElement?.textContent).toBe('Cancel');
  });

  it('leaves the focus to a field that asks for it', () => {
    show({ focus: 'body', children: <TextField label="Name" takesFocus /> });
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
  });

  it('puts the plain, the outlined and the filled button in this order', () => {
    show({ aside: { label: 'Copy details', onPress: nothing } });
    const order = screen.getAllByRole('button').map((button) => button.textContent);
    expect(order.filter((words) => words !== '')).toEqual([
      'Copy details',
      'Cancel',
      'Choose another file…',
      'Use Family photos',
    ]);
  });

  it('is cancelled by Esc', () => {
    const onCancel = vi.fn();
    show({ onCancel });
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(onCancel).toHaveBeenCalledOnce();
  });

  it('does what the filled button says when a field is sent off', () => {
    const onPress = vi.fn();
    show({ filled: { label: 'Rename', onPress }, focus: 'body', children: <TextField label="Name" takesFocus /> });
    fireEvent.submit(screen.getByLabelText('Name').closest('form')!);
    expect(onPress).toHaveBeenCalledOnce();
  });

  it('does nothing when a field is sent off while the filled button is disabled', () => {
    const onPress = vi.fn();
    show({ filled: { label: 'Rename', onPress, isDisabled: true }, children: <TextField label="Name" /> });
    fireEvent.submit(screen.getByLabelText('Name').closest('form')!);
    expect(onPress).not.toHaveBeenCalled();
  });

  it('is an alert dialog when something is wrong', () => {
    show({ kind: 'alert' });
    expect(screen.getByRole('alertdialog')).toBeTruthy();
  });

  it('presses what was pressed', () => {
    const onPress = vi.fn();
    show({ filled: { label: 'Use Family photos', onPress } });
    screen.getByRole('button', { name: 'Use Family photos' }).click();
    expect(onPress).toHaveBeenCalledOnce();
  });
});
