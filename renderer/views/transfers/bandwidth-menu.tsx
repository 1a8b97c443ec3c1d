import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BandwidthSetting } from '../../../backend/contract/transfers.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { MenuButton } from '../../parts/menu.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { countOf } from '../../words/measure.ts';
import { BandwidthDialog, MEGABYTE } from './bandwidth-dialog.tsx';

/** Offered limits, both ways alike, in MB per second. */
const OFFERED = [1, 5, 20];

/** How fast transfers may go: nothing asks for it every day, so it is a small menu. */
export function BandwidthMenu() {
  const { t } = useTranslation('transfers');
  const { data } = useQuery({ queryKey: QUERY.bandwidth, queryFn: ({ signal }) => api.bandwidth(signal) });
  const set = useChange((limits: BandwidthSetting) => api.setBandwidth(limits), [QUERY.bandwidth]);
  const [isOwn, setOwn] = useState(false);
  if (data === undefined) return null;
  const { up, down } = data;
  const same = up === down ? up : undefined;
  const entries = [null, ...OFFERED].map((limit) => {
    const bytes = limit === null ? null : limit * MEGABYTE;
    return {
      id: String(limit),
      label: limit === null ? t('limit.none') : t('limit.speed', { count: limit, speed: countOf(limit) }),
      isChosen: same === bytes,
      onAction: () => set.mutate({ up: bytes, down: bytes }),
    };
  });
  const isOther = !entries.some(({ isChosen }) => isChosen);
  const own = { id: 'own', label: t('limit.own'), isChosen: isOther, onAction: () => setOwn(true) };
  return (
    <>
      <MenuButton label={t('limit.label')} entries={[...entries, 'line', own]}>
        <Button size={28} icon="sliders">
          {entries.find(({ isChosen }) => isChosen)?.label ?? t('limit.limited')}
        </Button>
      </MenuButton>
      {isOwn ? (
        <BandwidthDialog
          limits={data}
          onClose={() => setOwn(false)}
          onChoose={(limits) => (setOwn(false), set.mutate(limits))}
        />
      ) : null}
      <ErrorDialog error={set.error ?? undefined} onClose={set.reset} />
    </>
  );
}
