import { VisuallyHidden } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './fingerprint.module.css';

export interface FingerprintProps {
  /** `4F2A-91CC`, or a longer code of the same groups. */
  value: string;
  tone?: 'text' | 'quiet';
  /** `large` beside a key of its own page. */
  size?: 'body' | 'large';
}

/** Digits as they are compared: capitals, in one line, and read one by one. */
export function Fingerprint({ value, tone = 'text', size = 'body' }: FingerprintProps) {
  return (
    <span className={classList(styles, 'fingerprint', tone, size)}>
      <span aria-hidden="true">{value.toUpperCase()}</span>
      <VisuallyHidden elementType="span">{spelledFingerprint(value)}</VisuallyHidden>
    </span>
  );
}

/** `4F2A-91CC` as `4 F 2 A, 9 1 C C`, so that a screen reader says every digit. */
export function spelledFingerprint(value: string): string {
  return value
    .toUpperCase()
    .split('-')
    .map((group) => group.split('').join(' '))
    .join(', ');
}
