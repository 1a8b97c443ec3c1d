import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { LinkView } from '../../../backend/contract/links.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { CutWords } from '../../parts/cut-words.tsx';
import { Icon } from '../../parts/icon.tsx';
import { linkName, stateWords, whatWords } from './link-words.ts';
import styles from './links-view.module.css';

/** What tells files of a series apart, and how many more there are. */
const NAME_ENDING = 16;

export interface LinkRowProps {
  link: LinkView;
  now: Date;
  onWithdraw: () => void;
}

/** 52 px: what it opens, and how long and how often it still does. */
export function LinkRow({ link, now, onWithdraw }: LinkRowProps) {
  const { t } = useTranslation('links');
  const [name, state, what] = [linkName(t, link), stateWords(t, link, now), whatWords(t, link)];
  const isOpen = link.state === 'open';
  return (
    <GridListItem
      id={link.id}
      textValue={[name, state, what].join(', ')}
      className={classList(styles, 'row', !isOpen && 'over')}
    >
      <span className={classList(styles, 'picture')}>
        <Icon name={isOpen ? 'link' : link.state === 'used' ? 'check' : 'clock'} tone="quiet" />
      </span>
      <span className={classList(styles, 'words')}>
        <span className={classList(styles, 'name')}>
          <CutWords words={name} ending={NAME_ENDING} />
        </span>
        <span className={classList(styles, 'second')}>{what}</span>
      </span>
      <span className={classList(styles, 'state')}>{state}</span>
      <Button size={28} onPress={onWithdraw} aria-label={t(isOpen ? 'row.withdrawNamed' : 'row.remove', { name })}>
        {t(isOpen ? 'row.withdraw' : 'row.clear')}
      </Button>
    </GridListItem>
  );
}
