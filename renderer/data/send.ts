import type { KeyChoice } from '../../backend/contract/keys.ts';
import type { TransferView } from '../../backend/contract/transfers.ts';
import { api } from '../api.ts';
import type { HostItem } from '../host.ts';
import { thumbnailOf } from './thumbnail.ts';

/** More items than this become one transfer: nobody reads a thousand rows. */
const MAX_ROWS = 50;
/** Files announced at once: the server takes no more than twice as many. */
const MAX_FILES = 10_000;

/**
 * Announces what goes in and sends it, file after file: one transfer for each item. The server tells how it gets on; a file that fails does
 * not keep the others.
 * @param announced told of each transfer before its first byte, and how to send the same once more
 */
export async function sendItems(
  items: readonly HostItem[],
  to: string,
  key: KeyChoice,
  announced: (view: TransferView, again: () => void) => void = () => undefined,
): Promise<void> {
  const full = items.filter(({ files }) => files.length > 0);
  const rows = full.length > MAX_ROWS ? [{ name: '', files: full.flatMap(({ files }) => files) }] : full;
  for (const { name, files } of rows.flatMap(parts)) {
    const view = await api.upload({
      ...(name !== '' && { name }),
      files: files.map(({ path, file }) => ({ path, size: file.size, modified: file.lastModified })),
      to,
      key,
    });
    announced(view, () => void sendItems([{ name, files }], to, key, announced).catch(() => undefined));
    await sendFiles(view.id, files);
  }
}

/** A large item in parts that the server takes; each is a transfer of its own. */
function parts({ name, files }: HostItem): HostItem[] {
  const starts = Array.from({ length: Math.ceil(files.length / MAX_FILES) }, (_, part) => part * MAX_FILES);
  return starts.map((start) => ({ name, files: files.slice(start, start + MAX_FILES) }));
}

async function sendFiles(id: string, files: HostItem['files']): Promise<void> {
  for (const [index, { file }] of files.entries()) {
    const thumbnail = thumbnailOf(file).catch(() => undefined);
    try {
      await api.sendFile(id, index, file);
    } catch {
      // The server keeps the failure with the transfer; a cancelled one refuses all that follow.
      continue;
    }
    const picture = await thumbnail;
    if (picture !== undefined) await api.sendThumbnail(id, index, picture).catch(() => undefined);
  }
}
