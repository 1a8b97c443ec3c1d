import type { StateView } from '../../../backend/contract/state.ts';
import { describePlace } from '../../words/described-place.ts';
import { dayOf, daysBetween } from '../../words/measure.ts';
import type { Words } from './row-words.ts';

type Places = StateView['keyPlaces'];

/** "USB stick HOLM", "Documents", or the folder's own path. */
export function placeWords(t: Words, path: string, places: Places): string {
  const { kind, label } = describePlace(path, places);
  if (kind === 'stick') return t('place.stick', { label });
  return kind === 'documents' ? t('place.documents') : label;
}

export interface SeenKey {
  readonly path: string | null;
  readonly seen: string | null;
  readonly present: boolean;
  readonly open: boolean;
}

/** "Seen today on USB stick HOLM", "Seen 18 Sep on USB stick HOLM, not there now" */
export function seenWords(t: Words, key: SeenKey, places: Places, now: Date): string {
  if (key.seen === null) return t(key.open ? 'key.open' : 'key.neverSeen');
  const isToday = key.present || daysBetween(new Date(key.seen), now) === 0;
  const day = isToday ? t('date.todayInside') : dayOf(new Date(key.seen), now);
  if (key.path === null) return t('key.seen', { day });
  return t(key.present ? 'key.seenAt' : 'key.goneAt', { day, place: placeInside(t, key.path, places) });
}

/** "On USB stick HOLM, plugged in now" */
export function atHandWords(t: Words, path: string, places: Places): string {
  const isStick = describePlace(path, places).kind === 'stick';
  const place = placeWords(t, path, places);
  return isStick ? t('key.onStickNow', { place }) : t('key.inPlace', { place });
}

/** "work.json in Documents" */
export function fileInPlace(t: Words, fileName: string, path: string | null, places: Places): string {
  return path === null ? fileName : t('key.fileIn', { file: fileName, place: placeWords(t, path, places) });
}

function placeInside(t: Words, path: string, places: Places): string {
  const isStick = describePlace(path, places).kind === 'stick';
  const place = placeWords(t, path, places);
  return isStick ? t('place.on', { place }) : t('place.in', { place });
}
