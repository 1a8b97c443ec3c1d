import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components';
import styles from './checkbox.module.css';
import { classList } from './class-list.ts';

export interface CheckboxProps extends Omit<AriaCheckboxProps, 'children' | 'className' | 'style' | 'render'> {
  children: ReactNode;
}

export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className={classList(styles, 'checkbox')}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={classList(styles, 'box')}>
            <svg aria-hidden="true" viewBox="0 0 16 16" className={classList(styles, 'tick')}>
              {isIndeterminate ? <path d="M4 8h8" /> : isSelected ? <path d="m4 8.300 2.700 2.700L12 5.300" /> : null}
            </svg>
          </span>
          <span className={classList(styles, 'words')}>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}
