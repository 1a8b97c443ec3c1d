import { FieldError, Label, Text, TextArea as AriaTextArea, TextField as AriaTextField } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export interface TextAreaProps {
  label: string;
  hint?: string;
  /** What is wrong and what would be right. */
  error?: string | undefined;
  rows: number;
  value: string;
  onChange: (value: string) => void;
}

/** For text that is copied sign by sign: every sign is as wide as the others, and nothing is corrected. */
export function TextArea({ label, hint, error, rows, value, onChange }: TextAreaProps) {
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      spellCheck="false"
      autoCorrect="off"
      className={classList(styles, 'field')}
    >
      <Label className={classList(styles, 'label')}>{label}</Label>
      <AriaTextArea rows={rows} autoFocus autoCapitalize="off" className={classList(styles, 'box', 'area')} />
      {hint === undefined || error !== undefined ? null : (
        <Text slot="description" className={classList(styles, 'hint')}>
          {hint}
        </Text>
      )}
      <FieldError className={classList(styles, 'error')}>
        <Icon name="error-circle" size={16} />
        <span>{error}</span>
      </FieldError>
    </AriaTextField>
  );
}
