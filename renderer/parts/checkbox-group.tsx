import { CheckboxGroup as AriaCheckboxGroup, Label } from 'react-aria-components';
import { Checkbox } from './checkbox.tsx';
import { classList } from './class-list.ts';
import { FieldWords } from './field-words.tsx';
import styles from './field.module.css';

export interface CheckboxGroupProps<Id extends string> {
  label: string;
  choices: readonly { readonly id: Id; readonly label: string }[];
  value: readonly Id[];
  onChange: (value: Id[]) => void;
  /** What is wrong and what would be right; while it is there the group counts as wrong. */
  error?: string | undefined;
}

/** Any of a few choices together, under one name. */
export function CheckboxGroup<Id extends string>(props: CheckboxGroupProps<Id>) {
  const { label, choices, value, onChange, error } = props;
  const choose = (ids: string[]) => onChange(choices.map(({ id }) => id).filter((id) => ids.includes(id)));
  return (
    <AriaCheckboxGroup
      className={classList(styles, 'field')}
      value={[...value]}
      onChange={choose}
      isInvalid={error !== undefined}
    >
      <Label className={classList(styles, 'label')}>{label}</Label>
      <div className={classList(styles, 'choices')}>
        {choices.map(({ id, label: words }) => (
          <Checkbox key={id} value={id}>
            {words}
          </Checkbox>
        ))}
      </div>
      <FieldWords error={error} />
    </AriaCheckboxGroup>
  );
}
