import { Link } from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './nav-row.module.css';
import { useRail } from './sidebar.tsx';
import { Tooltip } from './tooltip.tsx';

export interface NavRowProps {
  icon: IconName;
  label: string;
  isCurrent?: boolean;
  onPress: () => void;
  /** As written: "38", "1,204". */
  count?: string | undefined;
  /** What asks for a look; the name of the triangle. */
  warning?: string | undefined;
  /** The whole name where label and count do not make a sentence: "Transfers, 38 under way". */
  name?: string | undefined;
}

/** A row of the sidebar; on a rail only its icon, with the words as a tooltip. */
export function NavRow({ icon, label, isCurrent = false, onPress, count, warning, name }: NavRowProps) {
  const isRail = useRail();
  const spoken = name ?? [label, count, warning].filter((part) => part !== undefined).join(', ');
  return (
    <li>
      <Tooltip words={spoken} placement="right" isDisabled={!isRail}>
        <Link
          aria-label={spoken}
          {...(isCurrent ? { 'aria-current': 'page' } : {})}
          onPress={onPress}
          className={classList(styles, 'row', isCurrent && 'current', isRail && 'rail')}
        >
          <Icon name={icon} />
          {isRail ? null : <span className={classList(styles, 'label')}>{label}</span>}{' '}
          {count === undefined ? null : <span className={classList(styles, isRail ? 'pill' : 'count')}>{count}</span>}
          {warning === undefined ? null : (
            <span className={classList(styles, 'warning')}>
              {isRail ? <Triangle /> : <Icon name="warning" size={16} tone="warn" />}
            </span>
          )}
        </Link>
      </Tooltip>
    </li>
  );
}

/** On the rail there is no room for a line drawing. */
function Triangle() {
  return (
    <svg aria-hidden="true" width="12" height="10" viewBox="0 0 12 10">
      <path fill="currentColor" d="M6 0 12 10H0z" />
    </svg>
  );
}
