import type { ReactNode } from 'react';
import { FieldError, Text } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

/** Below a field: its hint, or in the hint's place what is wrong. */
export function FieldWords({ hint, error }: { hint?: ReactNode; error: string | undefined }) {
  return (
    <>
      {hint === undefined || error !== undefined ? null : (
        <Text slot="description" className={classList(styles, 'hint')}>
          {hint}
        </Text>
      )}
      <FieldError className={classList(styles, 'error')}>
        <Icon name="error-circle" size={16} />
        <span>{error}</span>
      </FieldError>
    </>
  );
}
