import type { IconName } from '../../parts/icon.tsx';

export type FileKind = 'photo' | 'video' | 'sound' | 'document' | 'archive' | 'track' | 'file';

const ENDINGS: readonly (readonly [kind: FileKind, endings: string])[] = [
  ['photo', 'jpg jpeg png gif webp avif heic heif bmp tif tiff svg raw arw cr2 nef dng'],
  ['video', 'mp4 mov m4v mkv webm avi'],
  ['sound', 'mp3 m4a flac wav ogg opus aac'],
  ['document', 'pdf txt md doc docx odt rtf xls xlsx ods csv ppt pptx odp html json xml'],
  ['archive', 'zip 7z tar gz bz2 xz zst rar'],
  ['track', 'gpx kml fit tcx'],
];
const BY_ENDING = new Map(ENDINGS.flatMap(([kind, endings]) => endings.split(' ').map((ending) => [ending, kind])));

/** What the engine shows by itself, so that it can be looked at here. */
const SHOWN = new Set(['jpg', 'jpeg', 'png', 'gif', 'webp', 'avif', 'bmp']);

const ICONS = {
  photo: 'photo',
  video: 'video',
  sound: 'file',
  document: 'file',
  archive: 'archive',
  track: 'track',
  file: 'file',
} as const satisfies Record<FileKind, IconName>;

export function kindOf(name: string, mediaType?: string): FileKind {
  const byEnding = BY_ENDING.get(endingOf(name));
  if (byEnding !== undefined) return byEnding;
  if (mediaType?.startsWith('image/')) return 'photo';
  if (mediaType?.startsWith('video/')) return 'video';
  if (mediaType?.startsWith('audio/')) return 'sound';
  return mediaType?.startsWith('text/') ? 'document' : 'file';
}

export function iconOf(kind: FileKind): IconName {
  return ICONS[kind];
}

/** Whether it is a picture that the viewer can show. */
export function isShown(name: string, mediaType?: string): boolean {
  return kindOf(name, mediaType) === 'photo' && (SHOWN.has(endingOf(name)) || endingOf(name) === name.toLowerCase());
}

/** Of a photo or a film the hour counts; of a paper the day does. */
export function hasHour(kind: FileKind): boolean {
  return kind === 'photo' || kind === 'video';
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}
