import type { ScannedFile } from '../../backend/contract/scan.ts';
import { MAX_PATHS } from '../../backend/contract/limits.ts';
import { MAX_BEGINNING_BYTES, MAX_BEGINNINGS } from '../../backend/contract/scan-limits.ts';
import { api } from '../api.ts';
import type { HostFile, HostItem } from '../host.ts';

/** Bytes that tell whether a file is a text; of what is none, no more is sent. */
const HEAD_BYTES = 4096;
/** Bytes of one request: well below what the server takes, and soon answered. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** Files read at once: enough to keep the disk busy. */
const READ_AT_ONCE = 16;

/**
 * Has the beginnings of files looked at by the server, before they go in. A file that cannot be read is passed over: sending it tells why.
 * @param onLooked how many were looked at so far
 * @returns files with something to point out
 * @throws ApiError; the signal's reason
 */
export async function scanItems(items: readonly HostItem[], looking: Looking): Promise<ScannedFile[]> {
  const found = await scanPaths(
    items.flatMap(({ path }) => path ?? []),
    looking,
  );
  return [...found, ...(await scanFiles(items, looking))];
}

export interface Looking {
  readonly onLooked: (count: number) => void;
  readonly signal: AbortSignal;
}

/** What the server can read by itself it looks at by itself. Paths are whole ones of this computer. */
async function scanPaths(paths: readonly string[], { onLooked, signal }: Looking): Promise<ScannedFile[]> {
  const found: ScannedFile[] = [];
  let last = 0;
  for (let at = 0; at < paths.length; at += MAX_PATHS) {
    const before = last;
    for await (const { looked, file } of api.scanPaths(paths.slice(at, at + MAX_PATHS), signal)) {
      onLooked(before + looked);
      last = before + looked;
      if (file !== undefined) found.push(file);
    }
  }
  return found;
}

async function scanFiles(items: readonly HostItem[], { onLooked, signal }: Looking): Promise<ScannedFile[]> {
  const files = items.flatMap((item) => item.files);
  const found: ScannedFile[] = [];
  let batch: { path: string; bytes: string }[] = [];
  let size = 0;
  const send = async (): Promise<void> => {
    if (batch.length > 0) found.push(...(await api.scan({ files: batch }, signal)).files);
    [batch, size] = [[], 0];
  };
  for (let at = 0; at < files.length; at += READ_AT_ONCE) {
    signal.throwIfAborted();
    const some = files.slice(at, at + READ_AT_ONCE);
    const beginnings = await Promise.all(some.map((file) => beginningOf(file).catch(() => undefined)));
    for (const [index, bytes] of beginnings.entries()) {
      if (bytes === undefined || bytes.length === 0) continue;
      batch.push({ path: some[index]!.path, bytes: bytes.toBase64() });
      size += bytes.length;
      if (size >= BATCH_BYTES || batch.length >= MAX_BEGINNINGS) await send();
    }
    onLooked(at + some.length);
  }
  await send();
  return found;
}

/** Items without some of their files. */
export function withoutFiles(items: readonly HostItem[], paths: ReadonlySet<string>): HostItem[] {
  return items.flatMap((item) => {
    const { name, path: whole, files } = item;
    if (whole !== undefined) {
      if (paths.has(whole)) return [];
      const without = [...paths].filter((path) => isInside(path, whole));
      return [without.length === 0 ? item : { ...item, without }];
    }
    const left = files.filter(({ path }) => !paths.has(path));
    return left.length === 0 ? [] : [{ name, files: left }];
  });
}

/** What a file that is pointed out is called: from the dropped item on, as it will lie in the vault. */
export function shownPath(items: readonly HostItem[], path: string): string {
  const item = items.find(({ path: whole }) => whole !== undefined && (path === whole || isInside(path, whole)));
  return item?.path === undefined ? path : `${item.name}${path.slice(item.path.length).replaceAll('\\', '/')}`;
}

/** Whole paths of this computer, whichever way its system parts names. */
function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.length));
}

async function beginningOf({ file }: HostFile): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (file.size <= HEAD_BYTES || !isText(head)) return head;
  return new Uint8Array(await file.slice(0, MAX_BEGINNING_BYTES).arrayBuffer());
}

/** No zeros, or those of UTF-16: at every other place. The server looks more closely. */
function isText(head: Uint8Array): boolean {
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2]! += 1;
  return zeros.some((count) => count === 0);
}
