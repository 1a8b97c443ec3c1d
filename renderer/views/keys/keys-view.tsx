import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useAppState, useIsRemote, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { View } from '../../parts/frame.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { useToasts } from '../../shell/toasts.ts';
import { countOf } from '../../words/measure.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { KeyDetails } from './key-details.tsx';
import { useKeyFileCheck } from './key-file-check.tsx';
import { needsLook } from './key-health.ts';
import { KeyList } from './key-list.tsx';
import styles from './keys-view.module.css';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { PaperDialog } from './paper-dialog.tsx';
import { pathWords } from './place-words.ts';

const NO_PLACES = [] as const;

/** Every key beside what is known of the chosen one. */
export function KeysView() {
  const { t } = useTranslation('keys');
  const now = useServices().now();
  const toasts = useToasts();
  const places = useAppState().data?.keyPlaces ?? NO_PLACES;
  const { data, error, refetch } = useKeys();
  const isRemote = useIsRemote();
  const [picked, setPicked] = useState<string>();
  const [isMaking, setMaking] = useState(false);
  const [isPaper, setPaper] = useState(false);
  const { check, dialog } = useKeyFileCheck();
  const isRail = useNarrowerThan(RAIL_BELOW);
  const keys = data?.keys ?? [];
  // Once it was found it needs no look any more: it stays chosen all the same.
  const find = (known: KnownKey) => (setPicked(known.id), check(known));
  const chosen =
    keys.find(({ id }) => id === picked) ?? keys.find((key) => !isRemote && needsLook(key, now)) ?? keys[0];
  return (
    <View
      toolbar={
        <Toolbar label={t('tools')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>}>
          <Button size={28} onPress={() => check()}>
            {t('check')}
          </Button>
          <Button size={28} icon="plus" onPress={() => setMaking(true)}>
            {t('new')}
          </Button>
        </Toolbar>
      }
      statusLine={
        isRail ? <StatusLine>{t('status', { keys: countOf(keys.length), count: keys.length })}</StatusLine> : undefined
      }
    >
      {chosen === undefined ? null : (
        <div className={classList(styles, 'panes')}>
          <KeyList keys={keys} chosen={chosen.id} onChoose={setPicked} now={now} />
          <KeyDetails key={chosen.id} known={chosen} places={places} now={now} onFind={() => find(chosen)} />
        </div>
      )}
      {data !== undefined && chosen === undefined ? (
        <EmptyState
          title={t('empty.title')}
          actions={
            <>
              <Button kind="filled" icon="plus" onPress={() => setMaking(true)}>
                {t('new')}
              </Button>
              {isRemote ? null : <Button onPress={() => setPaper(true)}>{t('paper.button')}</Button>}
            </>
          }
        >
          {t('empty.words')}
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
      {isPaper ? (
        <PaperDialog
          name={t('unknown')}
          places={places}
          onClose={() => setPaper(false)}
          onMade={({ id, name, path }) => {
            setPaper(false);
            setPicked(id);
            toasts.show({ words: t('paper.done', { name, path: pathWords(path ?? '', places) }) });
          }}
        />
      ) : null}
      {isMaking ? (
        <NewKeyDialog
          places={places}
          onClose={() => setMaking(false)}
          isFirst={keys.length === 0}
          onMade={({ id, name, path }, isNext) => {
            setMaking(false);
            setPicked(id);
            const words = { name, path: pathWords(path ?? '', places) };
            toasts.show({ words: isNext ? t('make.doneNext', words) : t('make.done', words) });
          }}
        />
      ) : null}
      {dialog}
    </View>
  );
}
