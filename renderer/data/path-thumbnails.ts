import type { KeyChoice } from '../../backend/contract/keys.ts';
import { api } from '../api.ts';
import type { HostFile, HostItem } from '../host.ts';
import { thumbnailOf } from './thumbnail.ts';

/**
 * Makes and sends thumbnails of pictures that went in by their paths: the server read the files, and the window can read them as well.
 * What changed since, or cannot be read any more, stays without one.
 * @param to the folder of the vault that they went to
 * @param key what sealed them
 */
export async function sendThumbnails(items: readonly HostItem[], to: string, key: () => KeyChoice): Promise<void> {
  for (const { readable } of items) {
    for (const picture of (await readable?.().catch(() => undefined)) ?? []) {
      if (picture.file.type.startsWith('image/')) await sendThumbnail(picture, to, key).catch(() => undefined);
    }
  }
}

async function sendThumbnail({ path, file }: HostFile, to: string, key: () => KeyChoice): Promise<void> {
  // Names lie in the vault as the server composes them.
  const name = path.normalize('NFC');
  const { versions } = await api.versions(to === '' ? name : `${to}/${name}`);
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
