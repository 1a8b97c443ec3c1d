import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './radio-list.module.css';

export interface Choice<Id extends string> {
  id: Id;
  label: string;
  /** The second line. */
  detail?: ReactNode;
  icon?: IconName;
  isDisabled?: boolean;
  /** Fields that belong to this choice; shown under it while it is chosen. */
  content?: ReactNode;
}

export interface RadioListProps<Id extends string> {
  /** What is asked, for assistive technology; the eye reads it in the title above. */
  label: string;
  choices: readonly Choice<Id>[];
  value: Id;
  onChange: (id: Id) => void;
  /** `large` where the list is the whole question, as in step 1; `list` inside a longer form; `plain` without a frame. */
  form?: 'large' | 'list' | 'plain';
}

export function RadioList<Id extends string>({ label, choices, value, onChange, form = 'list' }: RadioListProps<Id>) {
  const choose = (id: string) => {
    const chosen = choices.find((choice) => choice.id === id);
    if (chosen !== undefined) onChange(chosen.id);
  };
  return (
    <RadioGroup aria-label={label} value={value} onChange={choose} className={classList(styles, 'group', form)}>
      {choices.map((choice) => (
        <div key={choice.id} className={classList(styles, 'row')}>
          <Radio value={choice.id} isDisabled={choice.isDisabled ?? false} className={classList(styles, 'choice')}>
            <span className={classList(styles, 'ring')} />
            <span className={classList(styles, 'words')}>
              <span className={classList(styles, 'label')}>{choice.label}</span>
              {choice.detail === undefined ? null : (
                <span className={classList(styles, 'detail')}>{choice.detail}</span>
              )}
            </span>
            {choice.icon === undefined ? null : <Icon name={choice.icon} tone="quiet" />}
          </Radio>
          {choice.content === undefined || choice.id !== value ? null : (
            <div className={classList(styles, 'content')}>{choice.content}</div>
          )}
        </div>
      ))}
    </RadioGroup>
  );
}
