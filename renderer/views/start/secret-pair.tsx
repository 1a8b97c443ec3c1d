import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import styles from './form.module.css';
import { weaknessOf } from './weak-secret.ts';

/** A secret typed twice, and what is missing once it was sent off. */
export interface SecretPairValue {
  readonly first: string;
  readonly second: string;
}

export interface SecretPairProps {
  label: string;
  againLabel: string;
  value: SecretPairValue;
  onChange: (value: SecretPairValue) => void;
  /** Name of the account; a password made of it is weak. */
  name?: string;
  firstError?: string | undefined;
  secondError?: string | undefined;
  hasFocus?: boolean;
}

export function SecretPair(props: SecretPairProps) {
  const { label, againLabel, value, onChange, name, firstError, secondError, hasFocus = false } = props;
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const weakness = weaknessOf(value.first, name);
  const eye = { showLabel: common('showPassword'), hideLabel: common('hidePassword') };
  const hint = weakness && (
    <span className={classList(styles, 'weak')}>
      <Icon name="warning" size={16} />
      <span>{`${t(`account.weak.${weakness}`)} ${t('account.better')}`}</span>
    </span>
  );
  return (
    <div className={classList(styles, 'secrets')}>
      <PasswordField
        {...eye}
        label={label}
        autoComplete="new-password"
        autoFocus={hasFocus}
        value={value.first}
        onChange={(first) => onChange({ ...value, first })}
        error={firstError}
        hint={hint}
      />
      <PasswordField
        {...eye}
        label={againLabel}
        autoComplete="new-password"
        value={value.second}
        onChange={(second) => onChange({ ...value, second })}
        error={secondError}
      />
    </div>
  );
}
