import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import styles from './links-view.module.css';

export interface LinkOutcome {
  /** With its secret; gone with this dialog. */
  readonly address: string;
  readonly downloads: number;
  readonly isProtected: boolean;
  /** It names this computer alone. */
  readonly isHere: boolean;
}

/** The only time a link is seen whole. */
export function MadeLinkDialog({ made, onClose }: { made: LinkOutcome; onClose: () => void }) {
  const { t } = useTranslation('links');
  const { address, downloads, isProtected, isHere } = made;
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('made.title')}
      lead={t('made.lead')}
      outlined={{ label: t('close'), onPress: onClose }}
      filled={{ label: t(isCopied ? 'made.copied' : 'made.copy'), icon: isCopied ? 'check' : 'copy', onPress: copy }}
    >
      <div className={classList(styles, 'form')}>
        <TextField label={t('made.address')} isReadOnly value={address} />
        <Note tone="info" title={t('made.once', { count: downloads })}>
          {t('made.onceWords')} {isProtected ? t('made.password') : null}
        </Note>
        {isHere ? (
          <Note tone="warn" title={t('made.here')}>
            {t('made.hereWords')}
          </Note>
        ) : null}
      </div>
    </Dialog>
  );
}
