import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './tooltip.module.css';

/** Long enough to cross a toolbar without a flicker of names. */
const DELAY = 600;

export interface TooltipProps {
  /** The name of the thing, as its own accessible name says it. */
  words: string;
  shortcut?: string | undefined;
  placement?: 'top' | 'bottom' | 'left' | 'right';
  isDisabled?: boolean;
  /** A button or another part that takes focus. */
  children: ReactElement;
}

export function Tooltip({ words, shortcut, placement = 'bottom', isDisabled = false, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={DELAY} closeDelay={0} isDisabled={isDisabled}>
      {children}
      <AriaTooltip placement={placement} offset={6} className={classList(styles, 'tooltip')}>
        {words}
        {shortcut === undefined ? null : <kbd className={classList(styles, 'shortcut')}>{shortcut}</kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
