import { GridList, GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useIsRemote } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { Mark } from '../../parts/mark.tsx';
import { filesOf, lineOf, nameOf, needsLook, unseenWords } from './key-health.ts';
import styles from './keys-view.module.css';

export interface KeyListProps {
  keys: readonly KnownKey[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  now: Date;
}

/** Every key this computer has met or the account needs; one of them is always chosen. */
export function KeyList({ keys, chosen, onChoose, now }: KeyListProps) {
  const { t } = useTranslation('keys');
  return (
    <GridList
      aria-label={t('list')}
      className={classList(styles, 'list')}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={chosen === undefined ? [] : [chosen]}
      onSelectionChange={(selected) => {
        const key = keys.find(({ id }) => selected !== 'all' && selected.has(id));
        if (key !== undefined) onChoose(key.id);
      }}
    >
      {keys.map((key) => (
        <KeyRow key={key.id} known={key} now={now} />
      ))}
    </GridList>
  );
}

function KeyRow({ known, now }: { known: KnownKey; now: Date }) {
  const { t } = useTranslation('keys');
  const { id, fingerprint } = known;
  const name = nameOf(known);
  // Whether its file was seen is known at the server's computer alone.
  const isRemote = useIsRemote();
  const isLost = !isRemote && needsLook(known, now);
  const seen = isLost ? unseenWords(known, now) : lineOf(known, now);
  const line = isRemote ? filesOf(known) : seen;
  return (
    <GridListItem id={id} textValue={t('row.read', { name, fingerprint, line })} className={classList(styles, 'row')}>
      <KeyBadge
        name={name}
        fingerprint={fingerprint}
        label={t('keyName', { name, fingerprint })}
        detail={
          isLost ? (
            <span className={classList(styles, 'mark')}>
              <Mark icon="warning" tone="warn">
                {line}
              </Mark>
            </span>
          ) : (
            line
          )
        }
      />
    </GridListItem>
  );
}
