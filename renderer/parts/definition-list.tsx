import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import styles from './definition-list.module.css';

export interface Definition {
  id: string;
  label: string;
  value: ReactNode;
  /** A link button beside the value. */
  action?: ReactNode;
  /** A second line in `text2`. */
  detail?: ReactNode;
}

export interface DefinitionListProps {
  rows: readonly Definition[];
  /** Width of the labels in px: 160 on Keys, 116 in dialogs, 104 in narrow places. */
  labelWidth?: 160 | 116 | 104;
}

export function DefinitionList({ rows, labelWidth = 160 }: DefinitionListProps) {
  return (
    <dl className={classList(styles, 'list', `label${labelWidth}`)}>
      {rows.map(({ id, label, value, action, detail }) => (
        <div key={id} className={classList(styles, 'row')}>
          <dt className={classList(styles, 'label')}>{label}</dt>
          <dd className={classList(styles, 'value')}>
            <div className={classList(styles, 'line')}>
              <span>{value}</span>
              {action}
            </div>
            {detail === undefined ? null : <div className={classList(styles, 'detail')}>{detail}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
