import { classList } from './class-list.ts';
import styles from './steps.module.css';

export interface StepsProps {
  /** From 1. */
  step: number;
  of: number;
  /** "Step 3 of 4" */
  label: string;
}

/** Where one is in the first start: a bar for every step, and the words. */
export function Steps({ step, of, label }: StepsProps) {
  return (
    <div className={classList(styles, 'steps')}>
      <span aria-hidden="true" className={classList(styles, 'bars')}>
        {Array.from({ length: of }, (_, index) => (
          <span key={index} className={classList(styles, 'bar', index < step && 'done')} />
        ))}
      </span>
      <span>{label}</span>
    </div>
  );
}
