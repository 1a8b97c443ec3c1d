import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import { timeOfId } from './id.ts';
import { Ledger, type SealedRecord } from './ledger.ts';
import type { FileRecord } from './record.ts';
import { stateOf } from './settlement.ts';
import type { Vault } from './vault.ts';

/** Whoever began a deletion for good this long ago was stopped: it takes minutes. */
const STALLED_MS = 60 * 60 * 1000;

interface DeletionDeps {
  readonly vault: Vault;
  readonly accountId: string;
  readonly catalog: Catalog;
}

/** A file, and the revision that it had before a record was written of it. */
export interface Written {
  readonly id: string;
  readonly revision: number;
}

/** What other records there are of the revision just written, or of a higher one. @param ownKey of the one just written */
export function rivalsOf({ ledger }: Catalog, { id, revision }: Written, ownKey: string): SealedRecord[] {
  const changes = ledger.get(id)?.changes.values() ?? [];
  return [...changes].filter((rival) => rival.revision > revision && rival.objectKey !== ownKey);
}

/** What they say (format 3.7). @throws BucketError */
export async function rivalStates(
  catalog: Catalog,
  file: Written,
  ownKey: string,
): Promise<(FileRecord['state'] | undefined)[]> {
  return Promise.all(rivalsOf(catalog, file, ownKey).map((rival) => stateOf(catalog.box, file.id, rival)));
}

/** Deletes what a file has in the bucket, but for the "gone" records just written. @throws BucketError; the signal's reason */
export async function deleteObjects(
  { vault: { bucket, layout }, accountId, catalog: { ledger } }: DeletionDeps,
  { id, revision: former }: Written,
  options: Cancellable,
): Promise<void> {
  const { changes, contents } = ledger.get(id)!;
  // Another "gone" of this revision stays as well: whoever wrote it must not take ours away, nor we theirs.
  const keep = [...changes.values()].filter(({ revision }) => revision > former);
  // The content goes first: were we killed here, the "gone" record would still say that this was meant.
  const doomed = [...contents.keys(), layout.thumbnail(accountId, id)];
  for (const key of doomed) await bucket.delete(key, options);
  ledger.removeContents(id);
  for (const { objectKey } of changes.values()) {
    if (keep.some((kept) => kept.objectKey === objectKey)) continue;
    await bucket.delete(objectKey, options);
    ledger.removeChange(id, objectKey);
  }
  const keptNames = new Set(keep.map(({ name }) => layout.longName(accountId, id, name)));
  for await (const page of bucket.list({ prefix: layout.longNames(accountId, id), ...options })) {
    for (const { key } of page) if (!keptNames.has(key)) await bucket.delete(key, options);
  }
}

/**
 * Ends deletions for good that were stopped half way, as by a network that went: nobody sees their files any more, and their content would stay
 * for ever. To be called with a fresh catalog.
 * @throws BucketError; the signal's reason
 */
export async function finishDeletions(deps: DeletionDeps, options: Cancellable = {}): Promise<void> {
  const { vault, accountId, catalog } = deps;
  const stalled = (await vault.bucket.now()).getTime() - STALLED_MS;
  const begun = [...catalog.gone].flatMap((id) => {
    const file = catalog.ledger.get(id)!;
    const { objectKey, revision } = Ledger.counting(file)!;
    const change = vault.layout.parseChange(accountId, objectKey);
    const isStalled = file.contents.size > 0 && change !== undefined && timeOfId(change.changeId).getTime() < stalled;
    return isStalled ? [{ id, revision: revision - 1, objectKey }] : [];
  });
  if (begun.length === 0) return;
  // As in every deletion: nobody is to have changed them meanwhile (format 3.7).
  await catalog.refresh({ ...options, full: true });
  for (const { objectKey, ...file } of begun) {
    const isContested = (await rivalStates(catalog, file, objectKey)).some((state) => state !== 'gone');
    if (catalog.isGone(file.id) && !isContested) await deleteObjects(deps, file, options);
  }
  await catalog.refresh(options);
}
