import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import { QUERY, useVerified } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useTransfers } from '../../data/transfer-store.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { PanelSection } from '../../parts/panel.tsx';
import { momentOf } from '../../words/measure.ts';
import type { ContentActions } from './content-actions.ts';
import styles from './details-panel.module.css';
import type { Row } from './rows.ts';
import { endOf } from './transfer-end.ts';

export interface VerificationProps {
  row: Row;
  file: FileView;
  bucket: string;
  content: ContentActions;
}

/** When every byte of the copy was read last, and reading it again. */
export function Verification({ row, file, bucket, content }: VerificationProps) {
  const { t } = useTranslation('files');
  const { now } = useServices();
  const at = useVerified(file.id).data?.at ?? null;
  const { percent, start } = useCheck({ row, file, content });
  const words =
    at === null
      ? t('details.never', { bucket })
      : t('details.matches', { date: momentOf(new Date(at), now()), bucket });
  const action =
    percent === undefined ? (
      <Button kind="link" onPress={() => void start()}>
        {at === null ? t('details.verify') : t('details.again')}
      </Button>
    ) : undefined;
  return (
    <PanelSection title={t('details.verified')} action={action}>
      <div className={classList(styles, 'verified')} role="status">
        {at === null || percent !== undefined ? null : <Icon name="check" size={16} />}
        <span>{percent === undefined ? words : t('details.checking', { percent })}</span>
      </div>
    </PanelSection>
  );
}

/** A check under way, and its end. */
function useCheck({ row, file, content }: Pick<VerificationProps, 'row' | 'file' | 'content'>) {
  const { transfers } = useServices();
  const client = useQueryClient();
  const [id, setId] = useState<string>();
  const check = useTransfers(transfers).find((one) => one.id === id);
  const percent = check && Math.floor((check.bytes * 100) / Math.max(1, check.totalBytes));
  const start = async (): Promise<void> => {
    const started = await content.verify(file);
    if (started === undefined) return;
    setId(started);
    const { state, failures } = await endOf(transfers, started);
    setId(undefined);
    await client.invalidateQueries({ queryKey: QUERY.verified(file.id) });
    const [failure] = failures;
    if (state === 'failed' && failure !== undefined) content.reportCheck(row, failure.code, failure.message);
  };
  return { percent, start };
}
