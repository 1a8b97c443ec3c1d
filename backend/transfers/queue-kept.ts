import { resolve, sep } from 'node:path';
import type { Engine } from './engine.ts';

/** Bytes that the bucket holds of interrupted uploads, by local path. @param roots files and folders that are looked at */
export async function keptOfUploads(
  { uploads }: Engine,
  accountId: string,
  roots: readonly string[],
): Promise<Map<string, number>> {
  const kept = new Map<string, number>();
  for (const { file_id: id, local_path: path, size } of await uploads.unfinished(accountId)) {
    if (path === null || !isBelow(path, roots)) continue;
    const parts = await uploads.parts(id);
    // A sealed part is a little longer than what it holds.
    const bytes = Math.min(
      size,
      parts.reduce((all, part) => all + part.size, 0),
    );
    kept.set(path, Math.max(bytes, kept.get(path) ?? 0));
  }
  return kept;
}

/** Bytes that are checked of interrupted downloads, by target. @param root folder they go to */
export async function keptOfDownloads(
  { downloads }: Engine,
  accountId: string,
  root: string,
): Promise<Map<string, number>> {
  const entries = await downloads.unfinished(accountId);
  return new Map(entries.flatMap(({ target, checked }) => (isBelow(target, [root]) ? [[target, checked]] : [])));
}

export function isBelow(path: string, roots: readonly string[]): boolean {
  return roots
    .map((root) => resolve(root))
    .some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
}
