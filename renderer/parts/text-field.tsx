import type { ReactNode, Ref } from 'react';
import {
  Group,
  Input,
  Label,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { classList } from './class-list.ts';
import { FieldWords } from './field-words.tsx';
import styles from './field.module.css';
import { Icon, type IconName } from './icon.tsx';

export interface TextFieldProps extends Omit<
  AriaTextFieldProps,
  'children' | 'className' | 'style' | 'render' | 'isInvalid'
> {
  label: string;
  /** Hides the label from the eye where the sentence above says it; assistive technology still reads it. */
  isLabelHidden?: boolean;
  /** A line under the field. */
  hint?: ReactNode;
  /** What is wrong and what would be right; while it is there the field counts as wrong. */
  error?: string | undefined;
  placeholder?: string;
  icon?: IconName;
  /** Quiet words or a button at the right end, inside the field. */
  suffix?: ReactNode;
  /** The place where the dialog or step begins. */
  takesFocus?: boolean;
  /** 28 px in toolbars. */
  size?: 28 | 32;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { label, isLabelHidden = false, hint, error, placeholder, icon, suffix, size = 32, inputRef, ...more } = props;
  const { takesFocus = false, ...rest } = more;
  const named = isLabelHidden ? { 'aria-label': label } : {};
  const focus = takesFocus ? { autoFocus: true } : {};
  return (
    <AriaTextField
      {...rest}
      {...named}
      {...focus}
      isInvalid={error !== undefined}
      className={classList(styles, 'field')}
    >
      {isLabelHidden ? null : <Label className={classList(styles, 'label')}>{label}</Label>}
      <Group className={classList(styles, 'box', `size${size}`, rest.isReadOnly && 'readOnly')}>
        {icon === undefined ? null : <Icon name={icon} size={16} tone="quiet" />}
        <Input
          ref={inputRef ?? null}
          className={classList(styles, 'input')}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
        {suffix === undefined ? null : <span className={classList(styles, 'suffix')}>{suffix}</span>}
      </Group>
      <FieldWords hint={hint} error={error} />
    </AriaTextField>
  );
}
