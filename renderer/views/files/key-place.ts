import type { StateView } from '../../../backend/contract/state.ts';
import { formatDate, isSameDay, type Words } from './formats.ts';

type Places = StateView['keyPlaces'];

/** "USB stick HOLM", "Documents", or the folder's own path. */
export function placeWords(t: Words, path: string, places: Places): string {
  const place = places.find((one) => path.startsWith(one.path));
  if (place?.kind === 'stick') return t('place.stick', { label: place.label });
  if (place?.kind === 'documents') return t('place.documents');
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))) || path;
}

export interface SeenKey {
  readonly path: string | null;
  readonly seen: string | null;
  readonly present: boolean;
}

/** "Seen today on USB stick HOLM" */
export function seenWords(t: Words, key: SeenKey, places: Places, now: Date): string {
  if (key.seen === null) return t('key.neverSeen');
  const isToday = isSameDay(new Date(key.seen), now);
  const day = isToday ? t('date.todayInside') : formatDate(t, key.seen, now, { hasTime: false });
  if (key.path === null) return t('key.seen', { day });
  return t('key.seenAt', { day, place: placeInside(t, key.path, places) });
}

/** "On USB stick HOLM, plugged in now" */
export function atHandWords(t: Words, path: string, places: Places): string {
  const isStick = places.some((place) => place.kind === 'stick' && path.startsWith(place.path));
  const place = placeWords(t, path, places);
  return isStick ? t('key.onStickNow', { place }) : t('key.inPlace', { place });
}

/** "work.json in Documents" */
export function fileInPlace(t: Words, fileName: string, path: string | null, places: Places): string {
  return path === null ? fileName : t('key.fileIn', { file: fileName, place: placeWords(t, path, places) });
}

function placeInside(t: Words, path: string, places: Places): string {
  const isStick = places.some((place) => place.kind === 'stick' && path.startsWith(place.path));
  const place = placeWords(t, path, places);
  return isStick ? t('place.on', { place }) : t('place.in', { place });
}
