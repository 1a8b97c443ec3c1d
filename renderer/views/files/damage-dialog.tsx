import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import { useVersions } from '../../data/queries.ts';
import { DefinitionList } from '../../parts/definition-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { insideMomentOf } from '../../words/measure.ts';
import { insideSentence } from '../../words/sentence.ts';
import { damageCode, shortName } from './row-words.ts';

/** A file that cannot be trusted, as it was found out. */
export interface Trouble {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly code: string;
  /** The server's own sentence. */
  readonly message: string;
  readonly bucket: string;
}

export interface DamageDialogProps {
  trouble: Trouble;
  onClose: () => void;
  onGetEarlier: (version: FileView) => void;
}

/** What happened to a file, what is safe, what to do. */
export function DamageDialog({ trouble, onClose, onGetEarlier }: DamageDialogProps) {
  const { t } = useTranslation('files');
  const { id, path, name, code, message, bucket } = trouble;
  const kind = damageCode(code);
  const versions = useVersions(path === '' ? undefined : path).data?.versions ?? [];
  const earlier = versions.findLast((version) => version.id !== id && version.id !== versions.at(-1)?.id);
  const todo =
    earlier === undefined
      ? t(`damage.todo.${kind}`)
      : t('damage.todo.earlier', { moment: insideMomentOf(new Date(earlier.modified)) });
  const details = [code, path, id, message].filter((line) => line !== '').join('\n');
  const close = { label: t('close'), onPress: onClose };
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      kind="alert"
      title={t(`damage.title.${kind}`, { name: insideSentence(shortName(name)) })}
      aside={{
        label: t('damage.copy'),
        icon: 'copy',
        onPress: () => void navigator.clipboard.writeText(details).catch(() => undefined),
      }}
      {...(earlier === undefined
        ? { filled: close }
        : {
            outlined: close,
            filled: { label: t('damage.getEarlier'), onPress: () => onGetEarlier(earlier) },
          })}
    >
      <DefinitionList
        labelWidth={116}
        rows={[
          { id: 'what', label: t('damage.what'), value: t(`damage.happened.${kind}`, { bucket }) },
          { id: 'safe', label: t('damage.safe'), value: t(`damage.isSafe.${kind}`) },
          { id: 'todo', label: t('damage.do'), value: todo },
        ]}
      />
    </Dialog>
  );
}
