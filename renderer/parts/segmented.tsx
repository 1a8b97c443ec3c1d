import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './segmented.module.css';
import { Tooltip } from './tooltip.tsx';

export interface Segment<Id extends string> {
  id: Id;
  label: string;
  /** Shown instead of the words; the words become name and tooltip. */
  icon?: IconName;
}

export interface SegmentedProps<Id extends string> {
  /** What is switched: "View". */
  label: string;
  segments: readonly Segment<Id>[];
  value: Id;
  onChange: (id: Id) => void;
}

/** A switch of two or three halves: one of them is always chosen. */
export function Segmented<Id extends string>({ label, segments, value, onChange }: SegmentedProps<Id>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = segments.find((segment) => keys.has(segment.id));
        if (chosen !== undefined) onChange(chosen.id);
      }}
      className={classList(styles, 'group')}
    >
      {segments.map(({ id, label: words, icon }) =>
        icon === undefined ? (
          <ToggleButton key={id} id={id} className={classList(styles, 'half', 'worded')}>
            {words}
          </ToggleButton>
        ) : (
          <Tooltip key={id} words={words}>
            <ToggleButton id={id} aria-label={words} className={classList(styles, 'half')}>
              <Icon name={icon} size={16} />
            </ToggleButton>
          </Tooltip>
        ),
      )}
    </ToggleButtonGroup>
  );
}
