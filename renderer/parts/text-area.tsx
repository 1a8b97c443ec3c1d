import { Label, TextArea as AriaTextArea, TextField as AriaTextField } from 'react-aria-components';
import { classList } from './class-list.ts';
import { FieldWords } from './field-words.tsx';
import styles from './field.module.css';

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
      <FieldWords hint={hint} error={error} />
    </AriaTextField>
  );
}
