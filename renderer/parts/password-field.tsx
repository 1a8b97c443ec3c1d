import { useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { TextField, type TextFieldProps } from './text-field.tsx';

export interface PasswordFieldProps extends Omit<TextFieldProps, 'type' | 'suffix' | 'icon'> {
  /** "Show password", the name of the eye while the password is hidden. */
  showLabel: string;
  /** "Hide password", its name while the password is readable. */
  hideLabel: string;
}

export function PasswordField({ showLabel, hideLabel, ...rest }: PasswordFieldProps) {
  const [isReadable, setReadable] = useState(false);
  return (
    <TextField
      {...rest}
      type={isReadable ? 'text' : 'password'}
      spellCheck="false"
      suffix={
        <IconButton
          icon={isReadable ? 'eye-off' : 'eye'}
          label={isReadable ? hideLabel : showLabel}
          iconSize={16}
          onPress={() => setReadable(!isReadable)}
        />
      }
    />
  );
}
