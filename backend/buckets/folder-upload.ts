import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Multipart, Part } from './bucket.ts';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import { syncFolder } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';
import { noSuchUpload } from './part.ts';

const UPLOAD_ID = /^[0-9a-f]{32}$/;
const DATA = /^(\d{1,15})\.data$/;
const RECORD = /^(\d{1,5})\.(\d{1,15})\.([0-9a-f]{32})(?:\.(\d{1,15}))?\.part$/;

/** A part and where it lies: in the slot of its number in a shared file of slots of `unit` bytes, else in the record's own file. */
export interface FolderPart extends Part {
  readonly record: string;
  readonly unit: number | undefined;
}

/**
 * The folder of one unfinished upload. It holds:
 *
 * - `<unit>.data`: the file that the object will be, in slots of `unit` bytes, one for each number; written in any order.
 * - `<number>.slot`: the right to write that slot, once. Whoever finds it taken (by a process that died, perhaps) writes beside.
 * - `<number>.<size>.<etag>.<unit>.part`: an empty file, the durable proof that this part lies in its slot.
 * - `<number>.<size>.<etag>.part`: a part that was written beside, whole.
 *
 * So a part is there when its record is, whatever process died at whatever moment.
 */
export class FolderUpload {
  readonly path: string;
  readonly #system: FolderSystem;

  /** @throws BucketError `not-found` for an id that this bucket never gave */
  constructor(system: FolderSystem, stage: string, { key, uploadId }: Multipart) {
    if (!UPLOAD_ID.test(uploadId)) throw noSuchUpload();
    this.#system = system;
    // The key's digest is part of the name, so that an upload answers to its own key only.
    const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
    this.path = join(stage, `${uploadId}.${digest}.upload`);
  }

  async begin(): Promise<void> {
    await answered(this.#system.mkdir(this.path, { mode: 0o700 }));
    await answered(syncFolder(this.#system, join(this.path, '..')));
  }

  /** All records there are. @throws BucketError `not-found` */
  async records(): Promise<FolderPart[]> {
    return (await this.#look()).records;
  }

  /** The size of the slots: of those begun already, else the given one. @throws BucketError `not-found` */
  async unit(first: number): Promise<number> {
    const [known = first] = (await this.#look()).units;
    return known;
  }

  async #look(): Promise<{ records: FolderPart[]; units: number[] }> {
    const names = await ifThere(this.#system.readdir(this.path));
    if (names === undefined) throw noSuchUpload();
    const units = names.flatMap((name) => DATA.exec(name)?.[1] ?? []).map(Number);
    const records = names.map(parseRecord).filter((part) => part !== undefined);
    // The data has become the object already, and only the rest was not removed.
    if (records.some((part) => part.unit !== undefined && !units.includes(part.unit))) throw noSuchUpload();
    return { records, units: units.sort((left, right) => left - right) };
  }

  dataPath(unit: number): string {
    return join(this.path, `${unit}.data`);
  }

  recordPath(part: Omit<FolderPart, 'record'>): string {
    const slot = part.unit === undefined ? '' : `.${part.unit}`;
    return join(this.path, `${part.number}.${part.size}.${part.etag}${slot}.part`);
  }

  /** Takes the right to write a slot. False where somebody had it before. @throws BucketError `not-found` */
  async takeSlot(number: number): Promise<boolean> {
    try {
      await (await this.#system.open(this.#slotPath(number), 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw this.#failure(error);
    }
  }

  /** Gives the right back where nothing came of it. */
  async leaveSlot(number: number): Promise<void> {
    await this.#system.unlink(this.#slotPath(number)).catch(() => undefined);
  }

  /** Opens a file of the upload, which is made where it is missing; what was written to it before stays. */
  async open(path: string): Promise<FileHandle> {
    try {
      const made = await this.#system.open(path, 'wx', 0o600);
      await made.close();
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw this.#failure(error);
    }
    return await answered(this.#system.open(path, 'r+'));
  }

  async removeRecords(parts: readonly FolderPart[]): Promise<void> {
    if (parts.length === 0) return;
    for (const part of parts) await ifThere(this.#system.unlink(join(this.path, part.record)));
    await this.sync();
  }

  async sync(): Promise<void> {
    await answered(syncFolder(this.#system, this.path));
  }

  /** Forgets the upload in one step, then removes what it held; what a killed process left of that is swept. */
  async remove(): Promise<void> {
    const gone = this.path.replace(/upload$/, 'gone');
    try {
      await this.#system.rename(this.path, gone);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw folderFailure(error);
    }
    await answered(syncFolder(this.#system, join(this.path, '..')));
    await removeGone(this.#system, gone).catch(() => undefined);
  }

  #slotPath(number: number): string {
    return join(this.path, `${number}.slot`);
  }

  #failure(error: unknown): Error {
    return errnoOf(error) === 'ENOENT' ? noSuchUpload(error) : folderFailure(error);
  }
}

/** Removes a forgotten upload's files. */
export async function removeGone(system: FolderSystem, path: string): Promise<void> {
  for (const name of (await ifThere(system.readdir(path))) ?? []) await ifThere(system.unlink(join(path, name)));
  await ifThere(system.rmdir(path));
}

function parseRecord(name: string): FolderPart | undefined {
  const match = RECORD.exec(name);
  if (match === null) return undefined;
  const [record, number, size, etag, unit] = match;
  const slot = unit === undefined ? undefined : Number(unit);
  return { number: Number(number), size: Number(size), etag: String(etag), record, unit: slot };
}
