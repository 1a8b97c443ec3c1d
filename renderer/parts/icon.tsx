import { classList } from './class-list.ts';
import { ICON_PATHS, type IconName } from './icon-paths.ts';
import styles from './icon.module.css';

export type { IconName } from './icon-paths.ts';

export interface IconProps {
  name: IconName;
  /** Edge of the box in px: 20, or 16 beside text. The line stays 1.5 px. */
  size?: 12 | 14 | 16 | 20 | 24;
  /** What the icon says. Left out when the words stand beside it; then assistive technology skips it. */
  label?: string | undefined;
  /** Takes a colour of the tokens instead of the colour of the text around it. */
  tone?: 'quiet' | 'accent' | 'warn' | 'bad';
}

export function Icon({ name, size = 20, label, tone }: IconProps) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      {...named}
      className={classList(styles, 'icon', tone)}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      strokeWidth={(1.5 * 20) / size}
    >
      {ICON_PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
