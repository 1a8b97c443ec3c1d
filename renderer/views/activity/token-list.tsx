import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../backend/contract/tokens.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { insideMomentOf, momentOf } from '../../words/measure.ts';
import { sentencesOf } from '../../words/sentence.ts';
import styles from './activity-view.module.css';
import { RevokeDialog } from './revoke-dialog.tsx';
import { TokenDialog } from './token-dialog.tsx';

/** Scripts use them at any time. */
const LOOK_MS = 10_000;

/** Tokens as they are looked at, with the dialog that is open about them. */
export function useTokens(isShown: boolean) {
  const [isMaking, setMaking] = useState(false);
  const { data, error } = useQuery({
    queryKey: QUERY.tokens,
    queryFn: ({ signal }) => api.tokens(signal),
    enabled: isShown,
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
  return { tokens: data?.tokens, error, isMaking, setMaking };
}

type Tokens = ReturnType<typeof useTokens>;

export function TokenTools({ tokens: { setMaking } }: { tokens: Tokens }) {
  const { t } = useTranslation('tokens');
  return (
    <Button size={28} icon="plus" onPress={() => setMaking(true)}>
      {t('new')}
    </Button>
  );
}

/** The account's tokens for scripts, the newest first; none is ever shown whole here. */
export function TokenList({ tokens: { tokens, error, isMaking, setMaking } }: { tokens: Tokens }) {
  const { t } = useTranslation('tokens');
  const [leaving, setLeaving] = useState<TokenView>();
  const act = <Button onPress={() => setMaking(true)}>{t('empty.act')}</Button>;
  return (
    <section aria-label={t('title')} className={classList(styles, 'list')}>
      {tokens === undefined && error !== null ? (
        <EmptyState title={sentencesOf(error).title}>{sentencesOf(error).todo}</EmptyState>
      ) : null}
      {tokens?.length === 0 ? (
        <EmptyState title={t('empty.title')} actions={act}>
          {t('empty.words')}
        </EmptyState>
      ) : null}
      {tokens === undefined || tokens.length === 0 ? null : (
        <>
          <p className={classList(styles, 'hint')}>{t('note')}</p>
          <ul className={classList(styles, 'rows')}>
            {tokens.map((token) => (
              <Token key={token.id} token={token} onRevoke={() => setLeaving(token)} />
            ))}
          </ul>
        </>
      )}
      {isMaking ? <TokenDialog onClose={() => setMaking(false)} /> : null}
      {leaving === undefined ? null : <RevokeDialog token={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

function Token({ token, onRevoke }: { token: TokenView; onRevoke: () => void }) {
  const { t } = useTranslation('tokens');
  const { now } = useServices();
  const { name, scope, expires, used } = token;
  const end = new Date(expires);
  const isOver = end <= now();
  const words = {
    scopes: scope.map((one) => t(`scopes.${one}`)).join(t('row.join')),
    time: t(isOver ? 'row.expired' : 'row.until', { when: insideMomentOf(end) }),
    used: used === null ? t('row.never') : t('row.used', { when: momentOf(new Date(used), now()) }),
  };
  return (
    <li className={classList(styles, 'row')}>
      <span className={classList(styles, 'picture')}>
        <Icon name={isOver ? 'clock' : 'key'} tone="quiet" />
      </span>
      <span className={classList(styles, 'words')}>
        <span className={classList(styles, 'what')}>{name}</span>
        <span className={classList(styles, 'second')}>{t('row.scope', words)}</span>
      </span>
      <Button size={28} aria-label={t('row.revokeName', { name })} onPress={onRevoke}>
        {t('row.revoke')}
      </Button>
    </li>
  );
}
