import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFolders } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { insideSentence } from '../../words/sentence.ts';
import styles from './move-dialog.module.css';
import { baseName, joinPath, parentOf } from './paths.ts';
import type { Row } from './rows.ts';
import { rowName, shortName } from './row-words.ts';
import { mayMove } from './selection.ts';

export interface MoveDialogProps {
  rows: readonly Row[];
  /** The open folder: a new one is made in it. */
  folder: string;
  onCancel: () => void;
  onMove: (folder: string) => void;
}

const NEW = '/new';
/** More are found by typing. */
const SHOWN = 100;

export function MoveDialog({ rows, folder, onCancel, onMove }: MoveDialogProps) {
  const { t } = useTranslation('files');
  const folders = useFolders().data?.sums.map(({ path }) => path) ?? [];
  const [filter, setFilter] = useState('');
  const [newName, setNewName] = useState('');
  const [chosen, setChosen] = useState<string>(NEW);
  const [row] = rows;
  if (row === undefined) return null;
  const top = folder === '' ? t('title') : baseName(folder);
  const isNameWrong = newName.includes('/');
  const target = chosen === NEW ? joinPath(folder, newName.trim()) : chosen;
  const isReady = chosen !== NEW || (newName.trim() !== '' && !isNameWrong && mayMove(rows, target));
  const word = filter.trim().toLowerCase();
  const fitting = ['', ...folders].filter((path) => path.toLowerCase().includes(word) && mayMove(rows, path));
  const choices = fitting.slice(0, SHOWN).map((path) => ({
    id: path,
    label: path === '' ? t('move.top') : baseName(path),
    icon: 'folder' as const,
    ...(parentOf(path) !== '' && { detail: parentOf(path) }),
  }));
  const field = (
    <TextField
      label={t('move.newName')}
      value={newName}
      onChange={setNewName}
      hint={t('move.newHint', { folder: top })}
      error={isNameWrong ? t('rename.slash') : undefined}
    />
  );
  return (
    <Dialog
      isOpen
      focus="body"
      onCancel={onCancel}
      title={t('move.title', { count: rows.length, name: insideSentence(shortName(rowName(t, row))) })}
      plain={{ label: t('cancel'), onPress: onCancel }}
      filled={{ label: t('move.move'), isDisabled: !isReady, onPress: () => onMove(target) }}
    >
      <TextField autoFocus label={t('move.filter')} icon="search" value={filter} onChange={setFilter} />
      <div className={classList(styles, 'folders')}>
        <RadioList
          label={t('move.list')}
          choices={[{ id: NEW, label: t('move.new'), icon: 'plus', content: field }, ...choices]}
          value={chosen}
          onChange={setChosen}
        />
      </div>
    </Dialog>
  );
}
