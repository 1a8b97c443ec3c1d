import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { Note } from '../parts/note.tsx';
import { TextField } from '../parts/text-field.tsx';

export interface OnceDialogProps {
  title: string;
  lead: string;
  /** What the value is called, and the value. */
  label: string;
  value: string;
  copyLabel: string;
  /** Of what is laid out below the lead. */
  className: string;
  children: ReactNode;
  onClose: () => void;
}

/** The only time a value is seen: to be copied, and where that is not allowed, by hand. */
export function OnceDialog({ title, lead, label, value, copyLabel, className, children, onClose }: OnceDialogProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = () =>
    void navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={title}
      lead={lead}
      outlined={{ label: t('once.close'), onPress: onClose }}
      filled={{ label: copied ? t('once.copied') : copyLabel, icon: copied ? 'check' : 'copy', onPress: copy }}
    >
      <div className={className}>
        <TextField label={label} isReadOnly value={value} />
        {copied === false ? (
          <Note tone="warn" role="alert" title={t('once.failed')}>
            {t('once.failedWords')}
          </Note>
        ) : null}
        {children}
      </div>
    </Dialog>
  );
}
