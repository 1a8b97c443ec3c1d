import pMap from 'p-map';
import type { KeyFile } from '../../keys/key-file.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Catalog } from '../vault/catalog.ts';
import { sharedPath, type SharedFile } from '../vault/given-shares.ts';
import type { VaultPath } from '../vault/path.ts';
import type { Person } from '../vault/people.ts';
import { FILES_AT_ONCE } from './engine.ts';
import { isUnreachable, type FileLog } from './queue.ts';
import { chosenFiles } from './queue-download.ts';

/** Shares written at once: enough to hide a bucket's delay, few enough not to be throttled. */
const WRITTEN_AT_ONCE = 8;

/** Told of each file as it goes. */
export interface ShareLog extends Cancellable {
  readonly begin: (shared: SharedFile) => FileLog;
}

/** The newest version of each file that paths name, with what each is called where it is shared. @throws VaultError `not-found` */
export function filesToShare(catalog: Catalog, paths: readonly VaultPath[]): SharedFile[] {
  const files = paths.flatMap((chosen) =>
    chosenFiles(catalog, chosen, undefined).map((file) => ({ file, path: sharedPath(file.record.path, chosen) })),
  );
  // A folder and something in it: each file once.
  return [...new Map(files.map((shared) => [shared.file.id, shared])).values()];
}

/** Bytes of content that are read before a file is first shared (format 2.3, "h"). */
export function bytesToRead({ file: { record } }: SharedFile): number {
  return record.digest === undefined ? record.size : 0;
}

/**
 * Shares files with somebody, some at a time. A file that fails keeps no other back.
 * @throws VaultError `new-fingerprint` | `changed-fingerprint`; the signal's reason; BucketError `unreachable`, with what is shared by then told
 */
export async function shareFiles(
  { catalog, given, people }: Pick<AccountVault, 'catalog' | 'given' | 'people'>,
  keyFile: KeyFile,
  files: readonly SharedFile[],
  to: Person,
  { signal, begin }: ShareLog,
): Promise<void> {
  people.requireKnown(to);
  for (let first = 0; first < files.length; first += FILES_AT_ONCE) {
    signal?.throwIfAborted();
    const logs = new Map<SharedFile, FileLog>();
    for (const shared of files.slice(first, first + FILES_AT_ONCE)) {
      logs.set(shared, begin(shared));
    }
    const leave = (error: unknown): never => {
      for (const log of logs.values()) log.leave();
      throw error;
    };
    const byId = new Map([...logs].map(([{ file }, log]) => [file.id, log]));
    const onBytes = (id: string, bytes: number) => byId.get(id)?.advance(bytes);
    const sealed = given.seal(
      [...logs.keys()].map(({ file }) => file),
      keyFile,
      { signal, onBytes },
    );
    const failed = await sealed.catch(leave);
    const give = async ([shared, log]: [SharedFile, FileLog]) => {
      try {
        if (failed.has(shared.file.id)) throw failed.get(shared.file.id);
        await given.give(shared, to, keyFile, { signal });
        log.finish();
      } catch (error) {
        if (signal?.aborted === true || isUnreachable(error)) throw error;
        log.fail(error);
      }
      logs.delete(shared);
    };
    await pMap([...logs], give, { concurrency: WRITTEN_AT_ONCE }).catch(leave);
  }
  // What another computer changed meanwhile is known before the next one asks.
  await catalog.refresh({ signal });
}
