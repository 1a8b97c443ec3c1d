import type { Ref } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
} from 'react-aria-components';
import type { ButtonSize } from './button.tsx';
import styles from './button.module.css';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

interface IconNaming {
  icon: IconName;
  /** The accessible name, shown as the tooltip too. */
  label: string;
  shortcut?: string | undefined;
  size?: ButtonSize;
  iconSize?: 16 | 20;
  tooltip?: 'top' | 'bottom' | 'left' | 'right';
}

export interface IconButtonProps
  extends IconNaming, Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'render' | 'aria-label'> {
  /** A disc that lies on a picture, as the viewer's arrows do. */
  isRound?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, shortcut, size = 28, iconSize = 20, tooltip = 'bottom', isRound = false, ...rest } = props;
  return (
    <Tooltip words={label} shortcut={shortcut} placement={tooltip}>
      <AriaButton {...rest} aria-label={label} className={classList(styles, 'icon', `size${size}`, isRound && 'round')}>
        <Icon name={icon} size={iconSize} />
      </AriaButton>
    </Tooltip>
  );
}

export interface IconToggleProps extends IconNaming {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
}

/** An icon button that stays pressed while what it shows is there. */
export function IconToggle(props: IconToggleProps) {
  const { icon, label, shortcut, size = 28, iconSize = 20, tooltip = 'bottom', ...rest } = props;
  return (
    <Tooltip words={label} shortcut={shortcut} placement={tooltip}>
      <AriaToggleButton {...rest} aria-label={label} className={classList(styles, 'icon', `size${size}`)}>
        <Icon name={icon} size={iconSize} />
      </AriaToggleButton>
    </Tooltip>
  );
}
