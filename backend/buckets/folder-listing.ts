import { join } from 'node:path';
import { MAX_PAGE } from './bucket.ts';
import type { ListOptions, ObjectInfo } from './bucket.ts';
import { ifThere } from './folder-failure.ts';
import { fileNames, keyPart } from './folder-path.ts';
import type { FolderRoot } from './folder-root.ts';
import type { FolderSystem } from './folder-system.ts';
import { compareKeys, isObjectKey } from './object-key.ts';

/** A file, whose key `text` is; or a folder, with which `text` all keys in it begin. */
interface Entry {
  readonly text: string;
  readonly names: readonly string[];
  readonly folder: boolean;
}

/** The pages of a listing. Holds the entries of the folders on the way to the next key, never the whole bucket. */
export async function* listFolder(
  system: FolderSystem,
  root: FolderRoot,
  options: ListOptions,
): AsyncGenerator<ObjectInfo[], void> {
  const { signal } = options;
  let batch: Entry[] = [];
  const page = async (): Promise<ObjectInfo[]> => {
    const infos = await Promise.all(
      batch.map((entry) => fileInfo(system, join(root.path, ...entry.names), entry.text)),
    );
    batch = [];
    signal?.throwIfAborted();
    return infos.filter((info) => info !== undefined);
  };
  for await (const entry of walk(system, root, options)) {
    batch.push(entry);
    if (batch.length < MAX_PAGE) continue;
    const infos = await page();
    if (infos.length > 0) yield infos;
  }
  const infos = await page();
  if (infos.length > 0) yield infos;
}

/** What lies at a path: undefined for nothing, a folder, a link. @param key what it is called in the answer */
export async function fileInfo(system: FolderSystem, path: string, key: string): Promise<ObjectInfo | undefined> {
  const stats = await ifThere(system.lstat(path));
  return stats?.isFile() === true ? { key, size: stats.size, modified: stats.mtime } : undefined;
}

/**
 * The files in key order. Always the smallest text is taken next: a folder is replaced by what lies in it, all of
 * which sorts at or after the folder's own text, so no file is passed too early, wherever "-", "." and "/" sort.
 */
async function* walk(system: FolderSystem, root: FolderRoot, options: ListOptions): AsyncGenerator<Entry, void> {
  const wanted = choice(options);
  const pending = await start(root, options.prefix ?? '');
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    options.signal?.throwIfAborted();
    if (!entry.folder) {
      yield entry;
      continue;
    }
    const inside = (await entriesOf(system, root, entry)).filter(wanted).sort(descending);
    const next = pending.at(-1);
    const first = inside[0];
    for (const child of inside) pending.push(child);
    if (next !== undefined && first !== undefined && descending(next, first) > 0) pending.sort(descending);
  }
}

/** Everything with a prefix lies in the folder of the prefix's whole components, so the walk begins there. */
async function start(root: FolderRoot, prefix: string): Promise<Entry[]> {
  const text = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const names = text === '' ? [] : fileNames(text.slice(0, -1));
  const there = await root.find([...names, '']);
  return there === undefined ? [] : [{ text, names, folder: true }];
}

function choice({ prefix = '', after = '' }: ListOptions): (entry: Entry) => boolean {
  return ({ text, folder }) => {
    if (folder) {
      const mayBegin = text.startsWith(prefix) || prefix.startsWith(text);
      return mayBegin && (after.startsWith(text) || compareKeys(text, after) > 0);
    }
    return text.startsWith(prefix) && (after === '' || compareKeys(text, after) > 0);
  };
}

async function entriesOf(system: FolderSystem, root: FolderRoot, parent: Entry): Promise<Entry[]> {
  const dirents = await ifThere(system.readdir(join(root.path, ...parent.names), { withFileTypes: true }));
  // A folder that vanished has no objects any more; a root that vanished is no empty bucket.
  if (dirents === undefined) await root.present();
  const entries: Entry[] = [];
  for (const dirent of dirents ?? []) {
    const part = keyPart(dirent.name);
    if (part === undefined) continue;
    const names = [...parent.names, dirent.name];
    const text = parent.text + part.text;
    if (dirent.isDirectory()) entries.push({ text: part.continues ? text : text + '/', names, folder: true });
    else if (dirent.isFile() && !part.continues && isImage(text, names)) entries.push({ text, names, folder: false });
  }
  return entries;
}

/** Whether a path is the one a key is kept at; any other file is not ours, whatever it would decode to. */
function isImage(key: string, names: readonly string[]): boolean {
  return isObjectKey(key) && fileNames(key).join('/') === names.join('/');
}

function descending(left: Entry, right: Entry): number {
  return compareKeys(right.text, left.text);
}
