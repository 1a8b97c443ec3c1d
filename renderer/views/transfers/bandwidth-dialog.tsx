import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BandwidthSetting } from '../../../backend/contract/transfers.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import styles from './transfers-view.module.css';

export const MEGABYTE = 1_000_000;
/** What the server takes at least, in MB per second; slower than this nothing would ever end. */
const LEAST = 0.01;
const MOST = 100_000;

export interface BandwidthDialogProps {
  limits: BandwidthSetting;
  onChoose: (limits: BandwidthSetting) => void;
  onClose: () => void;
}

/** Asks for a limit each way; an empty field is none. */
export function BandwidthDialog({ limits, onChoose, onClose }: BandwidthDialogProps) {
  const { t } = useTranslation('transfers');
  const [up, setUp] = useState(textOf(limits.up));
  const [down, setDown] = useState(textOf(limits.down));
  const [isTold, setTold] = useState(false);
  const [upBytes, downBytes] = [bytesOf(up), bytesOf(down)];
  const choose = () => {
    setTold(true);
    if (upBytes !== undefined && downBytes !== undefined) onChoose({ up: upBytes, down: downBytes });
  };
  const errorOf = (bytes: number | null | undefined) => (isTold && bytes === undefined ? t('limit.wrong') : undefined);
  const field = { suffix: t('limit.unit'), placeholder: t('limit.empty'), inputMode: 'decimal' } as const;
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('limit.title')}
      lead={t('limit.lead')}
      focus="body"
      plain={{ label: t('limit.cancel'), onPress: onClose }}
      filled={{ label: t('limit.set'), onPress: choose }}
    >
      <div className={classList(styles, 'limits')}>
        <TextField {...field} label={t('limit.up')} value={up} onChange={setUp} error={errorOf(upBytes)} takesFocus />
        <TextField {...field} label={t('limit.down')} value={down} onChange={setDown} error={errorOf(downBytes)} />
      </div>
    </Dialog>
  );
}

function textOf(bytes: number | null): string {
  return bytes === null ? '' : String(bytes / MEGABYTE);
}

/** @returns undefined where it is no number that could be meant */
function bytesOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text.trim().replace(',', '.'));
  return value >= LEAST && value <= MOST ? Math.round(value * MEGABYTE) : undefined;
}
