import { useSyncExternalStore } from 'react';

/** Where the window is: a folder of the files or of the trash ('' is the top), or another room. */
export type Route =
  | { readonly room: 'files' | 'trash'; readonly folder: string }
  | {
      readonly room: 'photos' | 'shared' | 'links' | 'transfers' | 'keys' | 'activity' | 'settings';
      readonly folder: '';
    };

export type Room = Route['room'];

/** Rooms without folders. */
const PLAIN = ['photos', 'shared', 'links', 'transfers', 'keys', 'activity', 'settings'] as const;

const HOME: Route = { room: 'files', folder: '' };

/** `#/files/Holidays/Lofoten`; whatever cannot be read is the top of the files. */
export function parseRoute(hash: string): Route {
  const [start, room, ...folders] = hash.split('/');
  if (start !== '#') return HOME;
  const plain = PLAIN.find((one) => one === room);
  if (plain !== undefined) return { room: plain, folder: '' };
  if (room !== 'files' && room !== 'trash') return HOME;
  try {
    const names = folders.filter((name) => name !== '').map((name) => decodeURIComponent(name));
    return { room, folder: names.join('/') };
  } catch {
    return HOME;
  }
}

export function hashOf(room: Room, folder = ''): string {
  const names = folder.split('/').filter((name) => name !== '');
  return ['#', room, ...names.map((name) => encodeURIComponent(name))].join('/');
}

/** Goes to a room; the way back is the window's own history. */
export function navigate(room: Room, folder = ''): void {
  location.hash = hashOf(room, folder);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(listenToHash, () => location.hash));
}

function listenToHash(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
