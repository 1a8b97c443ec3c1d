import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { classList } from '../../parts/class-list.ts';
import { DrawnKey } from '../../parts/drawn-key.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { nameOf } from './key-health.ts';
import styles from './keys-view.module.css';

export interface KeyHeadingProps {
  known: KnownKey;
  /** Left out where it cannot be renamed. */
  onRename: ((name: string) => void) | undefined;
}

/** The key as it is cut, its name, which can be changed in place, and its digits. */
export function KeyHeading({ known, onRename }: KeyHeadingProps) {
  const { t } = useTranslation('keys');
  const toasts = useToasts();
  const [isRenaming, setRenaming] = useState(false);
  const name = nameOf(known);
  const { fingerprint } = known;
  const copy = () =>
    void navigator.clipboard
      .writeText(fingerprint)
      .then(() => toasts.show({ words: t('heading.copied', { fingerprint }) }))
      .catch(() => undefined);
  return (
    <div className={classList(styles, 'heading')}>
      <DrawnKey fingerprint={fingerprint} width={224} label={t('keyName', { name, fingerprint })} />
      <div className={classList(styles, 'names')}>
        {isRenaming ? (
          <NameField
            name={known.name ?? ''}
            onEnd={(chosen) => {
              setRenaming(false);
              if (chosen !== undefined) onRename?.(chosen);
            }}
          />
        ) : (
          <div className={classList(styles, 'line')}>
            <h2 className={classList(styles, 'name')}>{name}</h2>
            {known.name === null || onRename === undefined ? null : (
              <IconButton icon="pencil" iconSize={16} label={t('heading.rename')} onPress={() => setRenaming(true)} />
            )}
          </div>
        )}
        <div className={classList(styles, 'line', 'digits')}>
          <Fingerprint value={fingerprint} size="large" />
          <IconButton icon="copy" iconSize={16} label={t('heading.copy')} onPress={copy} />
        </div>
      </div>
    </div>
  );
}

/** Enter and leaving the field keep the name; Esc and an empty name leave it as it was. */
function NameField({ name, onEnd }: { name: string; onEnd: (chosen?: string) => void }) {
  const { t } = useTranslation('keys');
  const [value, setValue] = useState(name);
  const keep = () => {
    const chosen = value.trim();
    onEnd(chosen === '' || chosen === name ? undefined : chosen);
  };
  return (
    <TextField
      label={t('heading.name')}
      isLabelHidden
      autoFocus
      size={28}
      value={value}
      onChange={setValue}
      onFocus={(event) => {
        if (event.target instanceof HTMLInputElement) event.target.select();
      }}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        else if (event.key === 'Escape') onEnd();
        else event.continuePropagation();
      }}
    />
  );
}
