import type { KeyChoice } from '../../backend/contract/keys.ts';
import { MAX_PATHS } from '../../backend/contract/limits.ts';
import type { TransferView } from '../../backend/contract/transfers.ts';
import { api, ApiError, NO_ANSWER } from '../api.ts';
import type { HostItem } from '../host.ts';
import { sendThumbnails } from './path-thumbnails.ts';
import type { SealingChoice } from './sealing.ts';
import { thumbnailOf } from './thumbnail.ts';

/** More items than this become one transfer: nobody reads a thousand rows. */
const MAX_ROWS = 50;
/** What is heard of a transfer that was announced. */
export interface Hearing {
  /** Resolves when a paused one goes on; false if never. */
  readonly goesOn: () => Promise<boolean>;
  /** Resolves when it is over, however it ends. */
  readonly ended: () => Promise<unknown>;
}

/** Told of a transfer before its first byte, and how to send the same once more. */
export type Announced = (view: TransferView, again: () => void) => Hearing | undefined;

/** Where what is added goes, under which key, and how it is sealed where that differs from what is set. */
export interface Sending extends SealingChoice {
  readonly folder: string;
  /** Asked for each request: a key that was closed meanwhile goes nowhere. */
  readonly key: () => KeyChoice;
}

/** Files announced at once: the server takes no more than twice as many. */
const MAX_FILES = 10_000;

/**
 * Announces what goes in and sends it, file after file: one transfer for each item. The server tells how it gets on; a file that fails does
 * not keep the others.
 */
export async function sendItems(
  items: readonly HostItem[],
  how: Sending,
  announced: Announced = () => undefined,
): Promise<void> {
  const { folder: to, key, ...sealing } = how;
  await sendPaths(items, how, announced);
  const full = items.filter(({ path, files }) => path === undefined && files.length > 0);
  const rows = full.length > MAX_ROWS ? [{ name: '', files: full.flatMap(({ files }) => files) }] : full;
  for (const { name, files } of rows.flatMap(parts)) {
    const view = await api.upload({
      ...(name !== '' && { name }),
      files: files.map(({ path, file }) => ({ path, size: file.size, modified: file.lastModified })),
      to,
      key: key(),
      ...sealing,
    });
    const hearing = announced(view, () => void sendItems([{ name, files }], how, announced).catch(() => undefined));
    await sendFiles(view.id, files, key, hearing?.goesOn);
  }
}

/** What the server can read by itself goes by its path: it goes on without this window, also after a restart. */
async function sendPaths(items: readonly HostItem[], how: Sending, announced: Announced): Promise<void> {
  const { folder: to, key, ...sealing } = how;
  const known = items.filter(({ path }) => path !== undefined);
  const rows = known.length > MAX_ROWS ? inRequests(known) : known.map((item) => [item]);
  for (const row of rows) {
    const again = () => void sendPaths(row, how, announced).catch(() => undefined);
    const without = row.flatMap((item) => item.without ?? []);
    const paths = row.flatMap(({ path }) => path ?? []);
    const upload = { paths, ...(without.length > 0 && { without }), to, key: key(), ...sealing };
    const hearing = announced(await api.upload(upload), again);
    void hearing?.ended().then(() => sendThumbnails(row, to, key));
  }
}

/** More items than one request takes. */
function inRequests(items: readonly HostItem[]): HostItem[][] {
  const starts = Array.from({ length: Math.ceil(items.length / MAX_PATHS) }, (_, part) => part * MAX_PATHS);
  return starts.map((start) => items.slice(start, start + MAX_PATHS));
}

/** A large item in parts that the server takes; each is a transfer of its own. */
function parts({ name, files }: HostItem): HostItem[] {
  const starts = Array.from({ length: Math.ceil(files.length / MAX_FILES) }, (_, part) => part * MAX_FILES);
  return starts.map((start) => ({ name, files: files.slice(start, start + MAX_FILES) }));
}

async function sendFiles(
  id: string,
  files: HostItem['files'],
  key: () => KeyChoice,
  goesOn?: () => Promise<boolean>,
): Promise<void> {
  for (const [index, { file }] of files.entries()) {
    const thumbnail = thumbnailOf(file).catch(() => undefined);
    try {
      await sendFile(id, index, file, goesOn);
    } catch {
      // The server keeps the failure with the transfer; a cancelled one refuses all that follow.
      continue;
    }
    const picture = await thumbnail;
    if (picture !== undefined) await api.sendThumbnail(id, index, key(), picture).catch(() => undefined);
  }
}

/** Tries in a row that nobody answered, each half a second after the last: a server that restarts knows nothing of the upload any more. */
const MAX_SILENT = 20;

/**
 * Sends a file; one that a pause interrupted is sent from its beginning when the transfer goes on. The connection may break before the answer
 * says so: where the server does not expect the file once more, it tells.
 */
async function sendFile(id: string, index: number, file: File, goesOn?: () => Promise<boolean>): Promise<void> {
  for (let silent = 0; ;) {
    try {
      return await api.sendFile(id, index, file);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : undefined;
      silent = code === NO_ANSWER ? silent + 1 : 0;
      const mayGoOn = code === 'paused' || (code === NO_ANSWER && silent <= MAX_SILENT);
      if (!mayGoOn || goesOn === undefined || !(await goesOn())) throw error;
    }
  }
}
