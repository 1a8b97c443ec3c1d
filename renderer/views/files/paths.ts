/** Paths of the vault: segments parted by `/`, no slash at either end; '' is the top. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Every folder from the top one down to this one, without '' . */
export function foldersTo(folder: string): string[] {
  const segments = folder === '' ? [] : folder.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** The address of a folder inside the window. */
export function folderHash(folder: string): string {
  return `#/files/${folder.split('/').map(encodeURIComponent).join('/')}`;
}

export function openFolder(folder: string): void {
  location.hash = folderHash(folder);
}
