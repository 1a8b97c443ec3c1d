import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';

/**
 * look.md's four, and two for what leads elsewhere: `accent-plain` at the end of a row ("Show in Files"), `link` as a word
 * inside a line ("Change…").
 */
export type ButtonKind = 'filled' | 'outlined' | 'plain' | 'danger-plain' | 'accent-plain' | 'link';

/** Height in px: 32 in dialogs and pages, 28 in toolbars and rows, 40 on the link page. */
export type ButtonSize = 28 | 32 | 40;

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'render'> {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: IconName | undefined;
  /** 20 where it leads out of a view. */
  iconSize?: 16 | 20;
  /** Shares the width of its row with its neighbours, as in the details. */
  fills?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = 'outlined',
  size = 32,
  icon,
  iconSize = 16,
  fills = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton {...rest} data-worded="" className={classList(styles, 'button', kind, `size${size}`, fills && 'fills')}>
      {icon === undefined ? null : <Icon name={icon} size={iconSize} />}
      <span className={classList(styles, 'words')}>{children}</span>
    </AriaButton>
  );
}
