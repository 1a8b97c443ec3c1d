import { openCbc, type CbcKey } from '../../keys/classic/cbc.ts';
import {
  FLASK_HEADER_BYTES,
  FLASK_TAIL,
  flaskCbcKey,
  flaskHeader,
  flaskKey,
  flaskSize,
} from '../../keys/classic/flask-encryptor.ts';
import { USER_MANAGER_TAIL, userManagerSize } from '../../keys/classic/user-manager.ts';
import { SealError } from '../../keys/errors.ts';
import { FileSource, sameIdentity, type SourceIdentity } from './content-source.ts';

/** Deciphered at a time; what is sealed at a time is larger and bounded elsewhere. */
const PIECE_BYTES = 1024 * 1024;

/** Said wherever an old file is opened (format 6.3). */
export const UNPROTECTED =
  'The old formats could not detect tampering: whether somebody altered these files before today, nothing can tell.';

/** What the head and the tail of an old file say of it. */
export interface ClassicContent {
  readonly key: CbcKey;
  /** Bytes of content. */
  readonly size: number;
  /** Whether its end could tell a wrong key or token. */
  readonly isChecked: boolean;
}

/** How an old program keeps a file (format 6). */
export interface ClassicFormat {
  /** Bytes before the ciphertext. */
  readonly headBytes: number;
  /** Bytes of the ciphertext's end that are wanted, where it has as many. */
  readonly tailBytes: number;
  /** @throws SealError `wrong-key-or-damaged` | `truncated` */
  read(head: Buffer, storedBytes: number, tail: Buffer): ClassicContent;
}

/** Files of the "User Manager" under a classic key (format 6.1). */
export function userManagerFormat(key: CbcKey): ClassicFormat {
  return {
    headBytes: 0,
    tailBytes: USER_MANAGER_TAIL,
    read: (_, storedBytes, tail) => ({ key, size: userManagerSize(key, storedBytes, tail), isChecked: true }),
  };
}

/** Files of the "Flask-Encryptor" under a token (format 6.2). */
export function flaskFormat(token: string): ClassicFormat {
  const key = flaskKey(token);
  return {
    headBytes: FLASK_HEADER_BYTES,
    tailBytes: FLASK_TAIL,
    read: (head, storedBytes, tail) => {
      const header = flaskHeader(head);
      return { key: flaskCbcKey(key, header), ...flaskSize(key, header, storedBytes, tail) };
    },
  };
}

/** An old file of this computer, opened. Nothing but its head and tail is read before its content is asked for. */
export class ClassicFile {
  /** Bytes of content. */
  readonly size: number;
  readonly isChecked: boolean;
  readonly #source: FileSource;
  readonly #key: CbcKey;
  readonly #headBytes: number;

  private constructor(source: FileSource, { headBytes }: ClassicFormat, { key, size, isChecked }: ClassicContent) {
    this.#source = source;
    this.#headBytes = headBytes;
    this.#key = key;
    this.size = size;
    this.isChecked = isChecked;
  }

  /**
   * @param seen what the file was when it was looked at first
   * @throws TransferError `not-found`; SealError `wrong-key-or-damaged` | `truncated`; VaultError `source-changed`
   */
  static async open(localPath: string, format: ClassicFormat, seen?: SourceIdentity): Promise<ClassicFile> {
    const source = await FileSource.open(localPath);
    try {
      if (seen !== undefined && !sameIdentity(seen, source.identity)) throw source.changed();
      const { size: end } = source;
      if (end < format.headBytes) throw new SealError('truncated');
      const head = await source.read({ start: 0, end: format.headBytes });
      const tail = await source.read({ start: Math.max(format.headBytes, end - format.tailBytes), end });
      return new ClassicFile(source, format, format.read(head, end, tail));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  get identity(): SourceIdentity {
    return this.#source.identity;
  }

  /** When the old file was written, Unix milliseconds. */
  get modified(): number {
    return this.#source.modified;
  }

  /** The content, {@link size} bytes, in pieces. @throws VaultError `source-changed`, before the last piece is all there is */
  async *bytes(): AsyncGenerator<Buffer> {
    yield* openCbc(this.#key, this.size, this.#ciphertext());
    await this.#source.verify();
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  async *#ciphertext(): AsyncGenerator<Buffer> {
    const { size } = this.#source;
    for (let start = this.#headBytes; start < size; start += PIECE_BYTES) {
      yield await this.#source.read({ start, end: Math.min(start + PIECE_BYTES, size) });
    }
  }
}
