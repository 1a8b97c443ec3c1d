import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { DrawnKey } from './drawn-key.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { Icon } from './icon.tsx';
import styles from './key-badge.module.css';

/**
 * `row`: silhouette left, two lines right, as in the key list. `stacked`: large key, the words below it, as in the wrong-key
 * dialog. `panel`: name and digits on one line under the key, as in the details. `inline`: icon, name, digits in a line.
 */
export type KeyBadgeForm = 'row' | 'stacked' | 'panel' | 'inline';

export interface KeyBadgeProps {
  name: string;
  /** `4F2A-91CC` */
  fingerprint: string;
  /** "Key Family photos, 4F2A-91CC" */
  label: string;
  form?: KeyBadgeForm;
  /** Over a stacked key: "The files need". */
  caption?: string;
  /** The line under name and digits: a place, a count or a `Mark`. */
  detail?: ReactNode;
  /** Width of the drawn key in px, instead of the one that belongs to the form. */
  width?: number;
}

const WIDTHS = { row: 76, stacked: 212, panel: 132, inline: 0 } as const satisfies Record<KeyBadgeForm, number>;

/** A key as it is always shown: its drawing, its name and its digits. */
export function KeyBadge({ name, fingerprint, label, form = 'row', caption, detail, width }: KeyBadgeProps) {
  return (
    <div className={classList(styles, 'badge', form)}>
      {caption === undefined ? null : <div className={classList(styles, 'caption')}>{caption}</div>}
      {form === 'inline' ? (
        <Icon name="key" size={16} tone="quiet" label={label} />
      ) : (
        <DrawnKey fingerprint={fingerprint} width={width ?? WIDTHS[form]} label={label} />
      )}
      <div className={classList(styles, 'words')}>
        <div className={classList(styles, 'line')}>
          <span aria-hidden="true" className={classList(styles, 'name')}>
            {name}
          </span>
          <Fingerprint value={fingerprint} tone={form === 'stacked' ? 'text' : 'quiet'} />
        </div>
        {detail === undefined ? null : <div className={classList(styles, 'detail')}>{detail}</div>}
      </div>
    </div>
  );
}
