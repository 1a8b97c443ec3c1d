import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBelow } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { type Choice, RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { momentOf, sizeOf } from '../../words/measure.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { iconOf, kindOf } from './file-kind.ts';
import styles from './file-picker.module.css';
import { foundRows, searchable } from './row-search.ts';
import { shortName, type Words } from './row-words.ts';
import type { Row } from './rows.ts';

export interface FilePickerProps {
  /** What the file is for, as a question. */
  title: string;
  /** What the filled button does; ends with "…" when a dialog follows. */
  act: string;
  onPick: (row: Row) => void;
  onCancel: () => void;
}

/** More are found by typing. */
const SHOWN = 100;
/** So many are seen without scrolling. */
const FITTING = 4;

/** Asks for a file or folder, wherever in the vault it lies: the newest stand first, and typing finds the others. */
export function FilePicker({ title, act, onPick, onCancel }: FilePickerProps) {
  const { t } = useTranslation('files');
  const now = useServices().now();
  const { data, error } = useBelow('', { trash: false, enabled: true });
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState('');
  const text = useDeferredValue(filter);
  const all = useMemo(
    () => searchable(data ?? { files: [], sums: [] }).toSorted((a, b) => (isNewer(a.row, b.row) ? -1 : 1)),
    [data],
  );
  const found = useMemo(() => foundRows(all, text), [all, text]);
  // What was typed until one is left need not be ticked as well.
  const picked = found.find(({ id }) => id === chosen) ?? (found.length === 1 ? found[0] : undefined);
  const words =
    error === null ? wordsFor(t, { isEmpty: data !== undefined && all.length === 0, found, text }) : undefined;
  return (
    <Dialog
      isOpen
      focus="body"
      onCancel={onCancel}
      title={title}
      plain={{ label: t('cancel'), onPress: onCancel }}
      filled={{ label: act, isDisabled: picked === undefined, onPress: () => picked && onPick(picked) }}
    >
      <TextField takesFocus label={t('picker.filter')} icon="search" value={filter} onChange={setFilter} />
      <div className={classList(styles, 'files', all.length > FITTING && 'long')}>
        {found.length === 0 ? null : (
          <RadioList
            label={t('picker.list')}
            choices={found.slice(0, SHOWN).map((row) => choiceOf(t, row, now))}
            value={picked?.id ?? ''}
            onChange={setChosen}
          />
        )}
        <p role="status" className={classList(styles, 'words')}>
          {words ?? (error === null ? '' : sentencesOf(error).happened)}
        </p>
      </div>
    </Dialog>
  );
}

function choiceOf(t: Words, row: Row, now: Date): Choice<string> {
  const { id, kind, name, file, place = '', size = 0, changed, count } = row;
  const parts = [
    kind === 'folder' || changed === undefined ? '' : momentOf(new Date(changed), now),
    count === undefined ? sizeOf(size) : t('row.items', { count }),
    place === '' ? '' : t('row.in', { folder: place }),
  ];
  return {
    id,
    label: shortName(name),
    detail: parts.filter((part) => part !== '').join(', '),
    icon: kind === 'folder' ? 'folder' : iconOf(kindOf(name, file?.mediaType)),
  };
}

function wordsFor(
  t: Words,
  { isEmpty, found, text }: { isEmpty: boolean; found: readonly Row[]; text: string },
): string | undefined {
  if (isEmpty) return t('picker.empty');
  if (found.length > SHOWN) return t('picker.more');
  return found.length === 0 && text.trim() !== '' ? t('picker.none', { text: text.trim() }) : undefined;
}

/** Moments in ISO 8601 are in order as text. */
function isNewer({ changed: a = '' }: Row, { changed: b = '' }: Row): boolean {
  return a > b;
}
