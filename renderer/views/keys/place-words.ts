import i18next from 'i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { describePlace } from '../../words/described-place.ts';

/** `USB stick HOLM / keys / tax-papers.json`; a path of this computer stays as it is, to be found again. */
export function pathWords(path: string, places: readonly PlaceView[]): string {
  const { kind, label, below } = describePlace(path, places);
  if (kind === 'folder') return path;
  const start = kind === 'stick' ? i18next.t('keys:place.stick', { label }) : i18next.t('keys:place.documents');
  return [start, ...below].join(i18next.t('keys:place.between'));
}

/** `on USB stick HOLM`, `in Documents`, `in /home/mira/keys` */
export function whereWords(path: string, places: readonly PlaceView[]): string {
  const { kind, label } = describePlace(path, places);
  if (kind === 'stick') return i18next.t('keys:place.onStick', { label });
  return kind === 'documents'
    ? i18next.t('keys:place.inDocuments')
    : i18next.t('keys:place.inFolder', { folder: label });
}
