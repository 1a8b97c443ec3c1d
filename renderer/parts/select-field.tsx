import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { classList } from './class-list.ts';
import field from './field.module.css';
import { Icon } from './icon.tsx';
import menu from './menu.module.css';
import styles from './select-field.module.css';

export interface SelectFieldProps<Id extends string> {
  label: string;
  choices: readonly { readonly id: Id; readonly label: string }[];
  value: Id;
  onChange: (id: Id) => void;
}

/** One of several, where a list of all would be too long for the page. */
export function SelectField<Id extends string>({ label, choices, value, onChange }: SelectFieldProps<Id>) {
  return (
    <Select
      value={value}
      onChange={(id) => {
        const chosen = choices.find((choice) => choice.id === id);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      className={classList(field, 'field')}
    >
      <Label className={classList(field, 'label')}>{label}</Label>
      <Button className={classList(styles, 'button')}>
        <SelectValue className={classList(styles, 'value')} />
        <Icon name="chevron-down" size={14} tone="quiet" />
      </Button>
      <Popover offset={4} className={`${classList(menu, 'popover')} ${classList(styles, 'popover')}`}>
        <ListBox className={classList(menu, 'menu')}>
          {choices.map(({ id, label: words }) => (
            <ListBoxItem key={id} id={id} textValue={words} className={classList(menu, 'item')}>
              {({ isSelected }) => (
                <>
                  <span className={classList(menu, 'words')}>{words}</span>
                  {isSelected ? <Icon name="check" size={16} tone="quiet" /> : null}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
