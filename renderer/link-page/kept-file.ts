import type { Bytes } from '../../keys/web/bytes.ts';
import { HEADER_BYTES } from '../../keys/web/header.ts';
import { TAG_BYTES } from '../../keys/web/segment.ts';

declare global {
  /** Of workers alone, and therefore not among the types of a page. */
  interface FileSystemSyncAccessHandle {
    read(into: Bytes, options: { at: number }): number;
    write(bytes: Bytes, options: { at: number }): number;
    truncate(size: number): void;
    getSize(): number;
    flush(): void;
    close(): void;
  }
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
  }
}

/** What an interruption may cost: so much is opened between two moments at which the disk has all of it. */
const BYTES_BETWEEN_FLUSHES = 8 * 2 ** 20;
/** Tags are read back in pieces of this size. */
const TAGS_AT_ONCE = 2048;
const WHOLE = 1;

/**
 * One opened file in the private file system, and beside it what it takes to go on: the sealed file's header and the tag of each
 * segment that is safely there. A tag is written only when the disk has its segment. A last single byte says that the file is whole and
 * was checked to its end.
 */
export class KeptFile {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #content: FileSystemSyncAccessHandle;
  readonly #log: FileSystemSyncAccessHandle;
  #unwritten: Bytes[] = [];
  #at = 0;
  #sinceFlush = 0;

  private constructor(
    folder: FileSystemDirectoryHandle,
    name: string,
    content: FileSystemSyncAccessHandle,
    log: FileSystemSyncAccessHandle,
  ) {
    this.#folder = folder;
    this.#name = name;
    this.#content = content;
    this.#log = log;
  }

  /** Close it when done: it is locked until then. */
  static async open(folder: FileSystemDirectoryHandle, index: number): Promise<KeptFile> {
    const name = String(index);
    const [content, log] = await Promise.all(
      [`${name}.part`, `${name}.log`].map(async (entry) => {
        const handle = await folder.getFileHandle(entry, { create: true });
        return handle.createSyncAccessHandle();
      }),
    );
    return new KeptFile(folder, name, content!, log!);
  }

  get isWhole(): boolean {
    return (this.#log.getSize() - HEADER_BYTES) % TAG_BYTES === WHOLE;
  }

  /** Segments that can be built on. */
  get segments(): number {
    return Math.max(0, Math.floor((this.#log.getSize() - HEADER_BYTES) / TAG_BYTES));
  }

  /** The sealed file's header, 112 bytes, where there is anything to go on from. */
  header(): Bytes | undefined {
    return this.segments === 0 ? undefined : this.#read(0, HEADER_BYTES);
  }

  /** The tags of the first `count` segments, in pieces. */
  *tags(count: number): Generator<Bytes> {
    for (let first = 0; first < count; first += TAGS_AT_ONCE) {
      const here = Math.min(TAGS_AT_ONCE, count - first);
      yield this.#read(HEADER_BYTES + first * TAG_BYTES, here * TAG_BYTES);
    }
  }

  /** Starts anew. */
  begin(): void {
    this.#log.truncate(0);
    this.#content.truncate(0);
    this.#at = 0;
  }

  /** @param header 112 bytes, checked */
  keepHeader(header: Bytes): void {
    this.#log.write(header, { at: 0 });
  }

  /** Goes on behind the first `segments`, which hold `bytes`. */
  goOn(segments: number, bytes: number): void {
    this.#log.truncate(HEADER_BYTES + segments * TAG_BYTES);
    this.#at = bytes;
  }

  /** @throws DOMException `QuotaExceededError` where there is no more room */
  append(plain: Bytes, tag: Bytes): void {
    this.#content.write(plain, { at: this.#at });
    this.#at += plain.length;
    this.#unwritten.push(tag);
    this.#sinceFlush += plain.length;
    if (this.#sinceFlush >= BYTES_BETWEEN_FLUSHES) this.flush();
  }

  flush(): void {
    this.#content.flush();
    let end = this.#log.getSize();
    for (const tag of this.#unwritten) end += this.#log.write(tag, { at: end });
    this.#log.flush();
    this.#unwritten = [];
    this.#sinceFlush = 0;
  }

  /** Everything was checked, the whole file's digest too. */
  finish(): void {
    this.#content.truncate(this.#at);
    this.flush();
    this.#log.write(Uint8Array.of(WHOLE), { at: this.#log.getSize() });
    this.#log.flush();
  }

  close(): void {
    this.#content.close();
    this.#log.close();
  }

  /** The content, once closed. */
  async file(): Promise<File> {
    return (await this.#folder.getFileHandle(`${this.#name}.part`)).getFile();
  }

  #read(at: number, count: number): Bytes {
    const bytes = new Uint8Array(count);
    this.#log.read(bytes, { at });
    return bytes;
  }
}
