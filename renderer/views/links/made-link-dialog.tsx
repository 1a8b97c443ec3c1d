import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { OnceDialog } from '../../words/once-dialog.tsx';
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
  return (
    <OnceDialog
      title={t('made.title')}
      lead={t('made.lead')}
      label={t('made.address')}
      value={address}
      copyLabel={t('made.copy')}
      className={classList(styles, 'form')}
      onClose={onClose}
    >
      <Note tone="info" title={t('made.once', { count: downloads })}>
        {t('made.onceWords')} {isProtected ? t('made.password') : null}
      </Note>
      {isHere ? (
        <Note tone="warn" title={t('made.here')}>
          {t('made.hereWords')}
        </Note>
      ) : null}
    </OnceDialog>
  );
}
