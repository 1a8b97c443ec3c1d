import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { refusalOf } from './refusal.ts';

/** Asks for a folder by its path, where no dialog of the system gives one. */
export function FolderDialog({ folder, onClose }: { folder: string; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [path, setPath] = useState(folder);
  const [isTold, setTold] = useState(false);
  const set = useChange((temporary: string) => api.setFolders({ temporary }), [QUERY.places]);
  const use = () => {
    setTold(true);
    if (path.trim() !== '') set.mutate(path.trim(), { onSuccess: onClose });
  };
  const refused = set.error === null ? undefined : refusalOf(set.error);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('folder.title')}
      lead={t('folder.lead')}
      focus="body"
      plain={{ label: t('folder.cancel'), onPress: onClose }}
      filled={{ label: t('folder.use'), onPress: use }}
    >
      <TextField
        label={t('folder.label')}
        icon="folder"
        value={path}
        onChange={(text) => (setPath(text), set.reset())}
        error={refused ?? (isTold && path.trim() === '' ? t('folder.empty') : undefined)}
        takesFocus
      />
    </Dialog>
  );
}
