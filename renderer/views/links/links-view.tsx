import { useState } from 'react';
import { GridList } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { LinkView } from '../../../backend/contract/links.ts';
import { useLinks } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { View } from '../../parts/frame.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { sentencesOf } from '../../words/sentence.ts';
import { useFileLinking } from './file-linking.tsx';
import { LinkRow } from './link-row.tsx';
import styles from './links-view.module.css';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** Every download link of the account, whichever computer it was made on. */
export function LinksView() {
  const { t } = useTranslation('links');
  const now = useServices().now();
  const { data, error, refetch } = useLinks({ isWatched: true });
  const linking = useFileLinking();
  const [leaving, setLeaving] = useState<LinkView>();
  const links = data?.links ?? [];
  return (
    <View
      toolbar={
        <Toolbar label={t('tools')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>}>
          {links.length === 0 ? null : (
            <Button size={28} onPress={linking.ask}>
              {t('pick.open')}
            </Button>
          )}
        </Toolbar>
      }
      statusLine={links.length === 0 ? undefined : <StatusLine>{t('status', { count: links.length })}</StatusLine>}
    >
      {links.length === 0 ? null : (
        <GridList aria-label={t('list')} className={classList(styles, 'rows')} items={links} dependencies={[now]}>
          {(link) => <LinkRow link={link} now={now} onWithdraw={() => setLeaving(link)} />}
        </GridList>
      )}
      {data !== undefined && links.length === 0 ? (
        <EmptyState
          drawing="ticket"
          title={t('empty.title')}
          actions={<Button onPress={linking.ask}>{t('pick.open')}</Button>}
        >
          {t('empty.words')}
          <br />
          {t('empty.once')}
        </EmptyState>
      ) : null}
      {data === undefined && error !== null ? (
        <EmptyState
          title={sentencesOf(error).title}
          actions={<Button onPress={() => void refetch()}>{t('loadAgain')}</Button>}
        >
          {sentencesOf(error).safe} {sentencesOf(error).todo}
        </EmptyState>
      ) : null}
      {linking.dialog}
      {leaving === undefined ? null : <WithdrawDialog link={leaving} onClose={() => setLeaving(undefined)} />}
    </View>
  );
}
