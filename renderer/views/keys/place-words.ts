import i18next from 'i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';

/** Where sticks are put in by the system, so that one that is not plugged in is still called by its name. */
const STICKS = [/^\/Volumes\/([^/]+)\/(.+)$/, /^\/(?:run\/)?media\/[^/]+\/([^/]+)\/(.+)$/];

interface Described {
  readonly kind: 'stick' | 'documents' | 'folder';
  /** Name of the stick; the folder itself for `folder`. */
  readonly label: string;
  /** Folders and file below it. */
  readonly below: readonly string[];
}

const split = (path: string): string[] => path.split(/[/\\]/).filter((part) => part !== '');

/** What a place is called by. */
export function describePlace(path: string, places: readonly PlaceView[]): Described {
  const place = places.find(({ path: start }) => {
    const rest = path.slice(start.replace(/[/\\]$/, '').length);
    return path.startsWith(start) && /^[/\\]/.test(rest);
  });
  if (place !== undefined && place.kind !== 'computer') {
    return { kind: place.kind, label: place.label, below: split(path.slice(place.path.length)) };
  }
  for (const stick of STICKS) {
    const [, label, rest] = stick.exec(path) ?? [];
    if (label !== undefined && rest !== undefined) return { kind: 'stick', label, below: split(rest) };
  }
  return { kind: 'folder', label: path.replace(/[/\\][^/\\]*$/, '') || path, below: split(path).slice(-1) };
}

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
