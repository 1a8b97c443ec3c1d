import type { KeyChoice } from '../../backend/contract/keys.ts';
import { api } from '../api.ts';
import type { HostFile, HostItem } from '../host.ts';
import { thumbnailOf } from './thumbnail.ts';

/**
 * Makes and sends thumbnails of pictures that went in by their paths: the server read the files, and the desktop hands them to the window
 * as well. What changed since, or cannot be read any more, stays without one.
 * @param to the folder of the vault that they went to
 * @param key what sealed them
 */
export async function sendThumbnails(items: readonly HostItem[], to: string, key: () => KeyChoice): Promise<void> {
  for (const { pictures } of items) {
    try {
      for await (const picture of pictures?.() ?? []) await sendThumbnail(picture, to, key).catch(() => undefined);
    } catch {
      // What it lay in is gone, and with it the rest of its pictures.
    }
  }
}

async function sendThumbnail({ path, file }: HostFile, to: string, key: () => KeyChoice): Promise<void> {
  const { versions } = await api.versions(to === '' ? path : `${to}/${path}`);
  const newest = versions.at(-1);
  if (newest === undefined || !isContentOf(newest, file)) return;
  const thumbnail = await thumbnailOf(file);
  if (thumbnail !== undefined) await api.putThumbnail(newest.id, key(), thumbnail);
}

/** Whether a version was read from the file as it is now. Of times between two milliseconds one reader takes the nearer, another the earlier. */
export function isContentOf(
  { size, modified }: { readonly size: number; readonly modified: string },
  file: Pick<File, 'size' | 'lastModified'>,
): boolean {
  return size === file.size && Math.abs(Date.parse(modified) - file.lastModified) <= 1;
}
