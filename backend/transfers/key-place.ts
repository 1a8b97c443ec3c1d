import { open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SealError } from '../../keys/errors.ts';
import {
  formatKeyFile,
  formatProtectedKeyFile,
  keyFileText,
  MAX_KEY_FILE_BYTES,
  newKeyFile,
  parseKeyFile,
  renamedKeyFile,
  unlockKeyFile,
  wipeKeyFile,
  type KeyFile,
  type ProtectedKeyFile,
} from '../../keys/key-file.ts';
import type { PasswordWork } from '../../keys/password.ts';
import { TransferError } from './errors.ts';
import { isFolder, reason, writeLocalFile } from './local-file.ts';

/** Gives the passphrase of a protected key file, or undefined where there is none to give. */
export type Passphrase = (file: ProtectedKeyFile) => Promise<string | undefined>;

export const MAX_KEY_NAME_CHARACTERS = 100;

/** Reads a key file of this computer, still locked where it is protected. @throws TransferError `not-found`; SealError */
export async function readKeyFile(path: string): Promise<KeyFile | ProtectedKeyFile> {
  return parseKeyFile(await readBounded(path));
}

/** Reads a key file and opens it. @throws TransferError `not-found` | `no-passphrase`; SealError */
export async function openKeyFile(path: string, passphrase: Passphrase, work: PasswordWork): Promise<KeyFile> {
  return unlock(await readKeyFile(path), passphrase, work);
}

/** Opens a key file that came as bytes. @throws TransferError `no-passphrase`; SealError */
export async function unlock(
  file: KeyFile | ProtectedKeyFile,
  passphrase: Passphrase,
  work: PasswordWork,
): Promise<KeyFile> {
  if (file.form !== 'protected') return file;
  const given = await passphrase(file);
  if (given === undefined || given === '') {
    throw new TransferError('no-passphrase', `The key file "${file.name}" is protected: its passphrase is needed.`);
  }
  return unlockKeyFile(file, given, work);
}

/**
 * Draws a new key, or takes one that was drawn, and writes it, readable by its owner alone, never over anything.
 * @param place a file name, or a folder in which the file takes its name from the key's
 * @returns the key and the path it lies at
 * @throws TransferError `exists` | `unusable`
 */
export async function makeKeyFile(
  place: string,
  options: {
    name: string;
    passphrase?: string | undefined;
    now: Date;
    work: PasswordWork;
    force?: boolean | undefined;
    drawn?: KeyFile | undefined;
  },
): Promise<{ keyFile: KeyFile; path: string }> {
  const { keyFile, text, fileName: file } = await drawKeyFile(options);
  const path = (await isFolder(place)) ? join(place, file) : place;
  await writeLocalFile(path, once(Buffer.from(text)), { mode: 0o600, force: options.force });
  return { keyFile, path };
}

/**
 * Writes a further file of a key, readable by its owner alone, never over anything. A protected one stays protected.
 * @param place a file name, or a folder in which the file takes its name from the key's
 * @returns the path it lies at
 * @throws TransferError `exists` | `unusable`
 */
export async function placeKeyFile(place: string, file: KeyFile | ProtectedKeyFile): Promise<string> {
  const path = (await isFolder(place)) ? join(place, `${fileName(file.name)}.key.json`) : place;
  await writeLocalFile(path, once(Buffer.from(keyFileText(file))), { mode: 0o600 });
  return path;
}

/** Draws a new key and writes nothing: its file's text and the name that file takes. The key is to be wiped. */
export async function drawKeyFile(options: {
  name: string;
  passphrase?: string | undefined;
  now: Date;
  work: PasswordWork;
  /** A key that was drawn before: it gets the name and the time. */
  drawn?: KeyFile | undefined;
}): Promise<{ keyFile: KeyFile; text: string; fileName: string }> {
  const { name, passphrase, now, work, drawn } = options;
  const cleaned = cleanName(name);
  const keyFile =
    drawn === undefined ? newKeyFile(cleaned, now) : { ...drawn, name: cleaned, created: now.toISOString() };
  // An empty passphrase is refused below, never taken for none.
  const isProtected = passphrase !== undefined;
  const text = isProtected ? await formatProtectedKeyFile(keyFile, passphrase, work) : formatKeyFile(keyFile);
  return { keyFile, text, fileName: `${fileName(cleaned)}.key.json` };
}

/**
 * Gives a key file another name; its key stays as it is, and needs no passphrase.
 * @returns the name as it is kept
 */
export async function renameKeyFile(path: string, name: string): Promise<string> {
  const file = await readKeyFile(path);
  const cleaned = cleanName(name);
  if (file.form === 'classic')
    throw new TransferError('unusable', 'A classic key file has no name that could be changed.');
  await replace(path, renamedKeyFile(file, cleaned));
  return cleaned;
}

/**
 * Puts a key file under a passphrase, under another one, or takes it off (null). All or nothing.
 * @throws TransferError `no-passphrase`; SealError `wrong-password`
 */
export async function reprotectKeyFile(
  path: string,
  options: { current?: string | undefined; passphrase: string | null; work: PasswordWork },
): Promise<void> {
  const { current, passphrase, work } = options;
  const keyFile = await unlock(await readKeyFile(path), async () => current, work);
  try {
    const text = passphrase === null ? formatKeyFile(keyFile) : await formatProtectedKeyFile(keyFile, passphrase, work);
    await replace(path, text);
  } finally {
    wipeKeyFile(keyFile);
  }
}

/** Where the path is a link, what it leads to: else the key would stay there as it was, unprotected perhaps. */
async function replace(path: string, text: string): Promise<void> {
  const real = await realpath(path).catch((error: unknown) => {
    throw new TransferError('not-found', `The key file ${path} cannot be read: ${reason(error)}.`, { cause: error });
  });
  await writeLocalFile(real, once(Buffer.from(text)), { mode: 0o600, force: true });
}

function cleanName(name: string): string {
  const text = name.normalize('NFC').trim();
  const fits = text !== '' && text.length <= MAX_KEY_NAME_CHARACTERS && !/\p{Cc}/u.test(text) && text.isWellFormed();
  if (fits) return text;
  const rule = `A key's name has 1 to ${MAX_KEY_NAME_CHARACTERS} characters, none of them a control character.`;
  throw new TransferError('unnameable', rule);
}

/** A key's name as a file name that stands on every system. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || 'latchkey';
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    // Looked at before it is opened: opening a pipe would wait for whoever writes to it.
    if (!(await stat(path)).isFile()) throw new SealError('damaged-key-file');
    const handle = await open(path, 'r');
    try {
      const bytes = Buffer.alloc(MAX_KEY_FILE_BYTES + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
        length += bytesRead;
        if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SealError) throw error;
    throw new TransferError('not-found', `The key file ${path} cannot be read: ${reason(error)}.`, {
      cause: error,
    });
  }
}
