import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { useRowSurroundings } from './row-surroundings.tsx';
import styles from './row-name.module.css';
import type { Row } from './rows.ts';

/** Writes a new name in the place of the old one: Enter keeps it, Esc does not. */
export function NameField({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const { endRename } = useRowSurroundings();
  const isOver = useRef(false);
  const end = (name: string | undefined) => {
    // Taking the field away blurs it: that is not a second answer.
    if (isOver.current) return;
    isOver.current = true;
    endRename(row, name);
  };
  return (
    <input
      ref={selectStem}
      aria-label={t('rename.label', { name: row.name })}
      defaultValue={row.name}
      spellCheck={false}
      className={classList(styles, 'field')}
      onBlur={(event) => end(event.currentTarget.value)}
      // The list around reads keys and presses as its own: none of them may get there.
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        const row = event.currentTarget.closest<HTMLElement>('[data-row]');
        if (event.key === 'Enter') end(event.currentTarget.value);
        if (event.key === 'Escape') end(undefined);
        row?.focus();
      }}
      onPointerDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
}

/** The ending stays what it is unless somebody means it. */
function selectStem(input: HTMLInputElement | null): void {
  if (input === null || document.activeElement === input) return;
  input.focus();
  const dot = input.value.lastIndexOf('.');
  input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
}
