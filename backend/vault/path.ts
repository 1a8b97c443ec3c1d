import { VaultError } from './errors.ts';

declare const brand: unique symbol;
/** A path by format 3.4: cannot be wrong once it has this type. */
export type VaultPath = string & { readonly [brand]: 'VaultPath' };

export const MAX_PATH_BYTES = 4096;
export const MAX_SEGMENT_BYTES = 255;

// C0 and C1 controls, DEL, and the separator of another system.
const REFUSED = /[\u0000-\u001f\u007f-\u009f\\]/;

/** Why a text is no path of format 3.4, in words, or undefined where it is one. */
export function pathFault(text: string): string | undefined {
  // Before it is composed, which takes time with the square of the length. No text has fewer bytes than UTF-16 units.
  if (text.length > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  if (!text.isWellFormed()) return 'is not well-formed Unicode';
  if (text !== text.normalize('NFC')) return 'is not in the composed form of Unicode';
  if (REFUSED.test(text)) return 'holds a control character or a backslash';
  if (Buffer.byteLength(text) > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return 'has an empty part, "." or ".." in it';
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return `has a part longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

export function isVaultPath(text: string): text is VaultPath {
  return pathFault(text) === undefined;
}

/**
 * A path as a person typed it or a file system gave it: composed, and without a slash at either end.
 * @throws VaultError `invalid-path`
 */
export function toVaultPath(text: string): VaultPath {
  // Composing shortens: so long that nothing could be left of it that fits is not composed.
  const composed = text.length > 4 * MAX_PATH_BYTES ? text : text.normalize('NFC');
  const path = composed.replace(/^(\.?\/)+|\/+$/g, '');
  const fault = pathFault(path);
  if (fault !== undefined) throw new VaultError('invalid-path', `The path ${JSON.stringify(text)} ${fault}.`);
  return path as VaultPath;
}

/** A folder as a person typed it: a path, or undefined for the top. */
export function toVaultFolder(text: string | undefined): VaultPath | undefined {
  return text === undefined || /^(\.?\/*|\/+)$/.test(text) ? undefined : toVaultPath(text);
}

export function joinPath(folder: VaultPath | undefined, rest: string): VaultPath {
  return toVaultPath(folder === undefined ? rest : `${folder}/${rest}`);
}

export function baseName(path: VaultPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder a path lies in, undefined for the top. */
export function parentOf(path: VaultPath): VaultPath | undefined {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? undefined : (path.slice(0, slash) as VaultPath);
}

/** Whether `path` lies somewhere below `folder`. */
export function isWithin(path: VaultPath, folder: VaultPath | undefined): boolean {
  return folder === undefined || path.startsWith(`${folder}/`);
}
