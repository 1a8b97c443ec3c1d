import type { PlaceView } from '../../backend/contract/state.ts';

/** Where sticks are put in by the system, so that one that is not plugged in is still called by its name. */
const STICKS = [/^\/Volumes\/([^/]+)\/(.+)$/, /^\/(?:run\/)?media\/[^/]+\/([^/]+)\/(.+)$/];

export interface DescribedPlace {
  readonly kind: 'stick' | 'documents' | 'folder';
  /** Name of the stick; the folder itself for `folder`. */
  readonly label: string;
  /** Folders and file below it. */
  readonly below: readonly string[];
}

const split = (path: string): string[] => path.split(/[/\\]/).filter((part) => part !== '');

/** What a place is called by. */
export function describePlace(path: string, places: readonly PlaceView[]): DescribedPlace {
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
