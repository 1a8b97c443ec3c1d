import { SealError } from '../../keys/errors.ts';
import type { Damage } from './damage.ts';
import { Ledger, type LedgerFile, type SealedRecord } from './ledger.ts';
import type { VaultPath } from './path.ts';
import type { RecordBox } from './record-box.ts';
import type { FileRecord } from './record.ts';

/** A file as its newest record tells it. */
export interface CatalogFile {
  readonly id: string;
  readonly revision: number;
  readonly record: FileRecord;
  /** Where its content lies. */
  readonly objectKey: string;
}

/**
 * What the records of one file id come to (format 3.3): a file, a damaged one, or one deleted for good. A record that counts and does not open
 * is never passed over for an older one: that would be a rollback (format 3.7).
 */
export async function settle(ledger: Ledger, box: RecordBox, id: string): Promise<CatalogFile | Damage | 'gone'> {
  const file = ledger.get(id)!;
  const counting = Ledger.counting(file)!;
  try {
    const record = await box.open(id, counting.revision, counting.name);
    if (record.state === 'gone') return 'gone';
    const [content, second] = [...file.contents.values()];
    if (content === undefined) {
      return (await hasGone(file, box, id)) ? 'gone' : { id, code: 'vanished', path: record.path };
    }
    // Two objects of one file id (format 2.7).
    if (second !== undefined) return { id, code: 'tampered', path: record.path };
    return { id, revision: counting.revision, record, objectKey: content.objectKey };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    if (file.contents.size === 0 && (await hasGone(file, box, id))) return 'gone';
    return { id, code: 'tampered', path: await anyPath(file, box, id) };
  }
}

/**
 * Whether a "gone" stands beside the record that counts, of the same revision. A rename that was written too late to be seen by whoever
 * deleted (format 3.7) may win between the two, and still the file was deleted by intent.
 */
async function hasGone(file: LedgerFile, box: RecordBox, id: string): Promise<boolean> {
  const { revision } = Ledger.counting(file)!;
  for (const rival of file.changes.values()) {
    if (rival.revision === revision && (await stateOf(box, id, rival)) === 'gone') return true;
  }
  return false;
}

/** The state that a single record tells; nothing where it does not open. @throws BucketError */
export async function stateOf(box: RecordBox, id: string, sealed: SealedRecord): Promise<FileRecord['state']> {
  return (await openedRecord(box, id, sealed))?.state;
}

/** What a single record says; undefined where it does not open. @throws BucketError */
export async function openedRecord(
  box: RecordBox,
  id: string,
  { revision, name }: SealedRecord,
): Promise<FileRecord | undefined> {
  try {
    return await box.open(id, revision, name);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** What a damaged file was called by the newest record that still opens: for telling people, never for serving. */
async function anyPath(file: LedgerFile, box: RecordBox, id: string): Promise<VaultPath | undefined> {
  const records = [...file.contents.values(), ...file.changes.values()].toSorted((a, b) => b.revision - a.revision);
  for (const { revision, name } of records) {
    try {
      return (await box.open(id, revision, name)).path;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  return undefined;
}
