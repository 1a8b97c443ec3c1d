import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useKeys } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { isOpen, type LiveTransfer, useTransfers } from '../../data/transfer-store.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { View } from '../../parts/frame.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { useKeyAsker } from '../files/key-asker.tsx';
import { fingerprintOf } from '../files/key-choice.ts';
import { BandwidthMenu } from './bandwidth-menu.tsx';
import { TotalProgress } from './total-progress.tsx';
import { useTransferActs } from './transfer-acts.ts';
import { type Direction, groupsOf, inDirection, isPausable, totalOf } from './transfer-groups.ts';
import { TransferSection, WaitingSection } from './transfer-section.tsx';

const DIRECTIONS = ['all', 'up', 'down'] as const;

/** Everything on its way: what needs somebody first, then what runs, waits and is done. */
export function TransfersView() {
  const { t } = useTranslation('transfers');
  const { transfers: store, now } = useServices();
  const all = useTransfers(store);
  const [direction, setDirection] = useState<Direction>('all');
  const place = useAppState().data?.vault;
  const [vault, storage] = [place?.name, place?.storage];
  const keys = useKeys().data?.keys ?? [];
  const asker = useKeyAsker(keys);
  const acts = useTransferActs(asker);
  const shown = useMemo(() => inDirection(all, direction), [all, direction]);
  const total = useMemo(() => totalOf(shown), [shown]);
  const groups = groupsOf(shown, now());
  const keyName = (id: string) => {
    const name = keys.find((key) => key.id === id)?.name ?? null;
    return name === null ? fingerprintOf(id) : t('row.keyNamed', { name, fingerprint: fingerprintOf(id) });
  };
  const row = { vault, keyName, acts };
  const { problem } = acts;
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
          {storage === 'bucket' ? <BandwidthMenu /> : null}
          <Button size={28} onPress={acts.clear}>
            {t('clear')}
          </Button>
        </Toolbar>
      }
      statusLine={<StatusLine>{t(`status.${statusOf(all)}`)}</StatusLine>}
    >
      {total === undefined ? null : (
        <TotalProgress
          total={total}
          onPauseAll={each(shown.filter(isPausable), acts.pause)}
          onResumeAll={each(
            shown.filter(({ state }) => state === 'paused'),
            acts.resume,
          )}
        />
      )}
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
      {asker.dialog}
      <ErrorDialog
        error={problem?.error}
        context={{ name: problem?.name, place: vault }}
        onClose={acts.forgetProblem}
      />
    </View>
  );
}

/** One window's bytes are lost with it; what the server has goes on. */
function statusOf(transfers: readonly LiveTransfer[]): 'idle' | 'kept' | 'active' {
  const open = transfers.filter(isOpen);
  if (open.length === 0) return 'idle';
  return open.every(({ kept }) => kept) ? 'kept' : 'active';
}

function each(transfers: readonly LiveTransfer[], act: (transfer: LiveTransfer) => void): (() => void) | undefined {
  return transfers.length === 0 ? undefined : () => transfers.forEach(act);
}
