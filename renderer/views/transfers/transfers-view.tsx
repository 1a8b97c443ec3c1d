import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { useAppState, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { type LiveTransfer, useTransfers } from '../../data/transfer-store.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { View } from '../../parts/frame.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { rowMemory } from './row-memory.ts';
import { TotalProgress } from './total-progress.tsx';
import { type Direction, groupsOf, inDirection, isActive, totalOf } from './transfer-groups.ts';
import { TransferSection, WaitingSection } from './transfer-section.tsx';

const DIRECTIONS = ['all', 'up', 'down'] as const;

/** Everything on its way: what needs somebody first, then what runs, waits and is done. */
export function TransfersView() {
  const { t } = useTranslation('transfers');
  const { transfers: store, now } = useServices();
  const hidden = useSyncExternalStore(rowMemory.subscribe, rowMemory.hidden);
  const known = useTransfers(store);
  const [direction, setDirection] = useState<Direction>('all');
  const vault = useAppState().data?.vault?.name;
  const all = useMemo(() => known.filter(({ id }) => !hidden.has(id)), [known, hidden]);
  const shown = useMemo(() => inDirection(all, direction), [all, direction]);
  const total = useMemo(() => totalOf(shown), [shown]);
  const cancel = useChange((transfer: LiveTransfer) => api.cancel(transfer), []);
  const clear = useChange(async () => {
    await api.clearFinished();
    store.forgetFinished();
  }, []);
  const groups = groupsOf(shown, now());
  const row = { vault, onCancel: (transfer: LiveTransfer) => cancel.mutate(transfer) };
  const problem = cancel.error ?? clear.error ?? undefined;
  return (
    <View
      toolbar={
        <Toolbar label={t('tools')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>}>
          <Segmented
            label={t('direction.label')}
            segments={DIRECTIONS.map((id) => ({ id, label: t(`direction.${id}`) }))}
            value={direction}
            onChange={setDirection}
          />
          <Button size={28} onPress={() => clear.mutate(undefined)}>
            {t('clear')}
          </Button>
        </Toolbar>
      }
      statusLine={<StatusLine>{t(all.some(isActive) ? 'status.active' : 'status.idle')}</StatusLine>}
    >
      {total === undefined ? null : <TotalProgress total={total} />}
      {shown.length === 0 ? (
        <EmptyState drawing="page" title={t(`empty.${direction}.title`)}>
          {t(`empty.${direction}.words`)}
        </EmptyState>
      ) : null}
      <TransferSection title={t('section.needsYou')} transfers={groups.needsYou} {...row} />
      <TransferSection title={t('section.underWay')} transfers={groups.underWay} {...row} />
      <WaitingSection transfers={groups.waiting} {...row} />
      <TransferSection title={t('section.doneToday')} transfers={groups.doneToday} {...row} />
      <TransferSection title={t('section.doneBefore')} transfers={groups.doneBefore} {...row} />
      <ErrorDialog
        error={problem}
        context={{ name: cancel.variables?.name, place: vault }}
        onClose={() => {
          cancel.reset();
          clear.reset();
        }}
      />
    </View>
  );
}
