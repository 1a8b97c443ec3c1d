import { createHash } from 'node:crypto';
import { parseJsonObject } from './encoding.ts';
import { SealError } from './errors.ts';
import { keyFileText, parseKeyFile, type KeyFile, type ProtectedKeyFile } from './key-file.ts';

/** Digits of a check: one in 4,000 million mistakes is not found by it. */
const CHECK_DIGITS = 8;

/** The key file for a recovery sheet, a member to a line: with the check of format 1.6, and else as it is. */
export function keySheetText(file: KeyFile | ProtectedKeyFile): string {
  return `${JSON.stringify(checked(file), null, 2)}\n`;
}

/** The same for a camera: without space, and in ASCII alone, since not every reader of codes takes more. */
export function keySheetCode(file: KeyFile | ProtectedKeyFile): string {
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(checked(file)).replaceAll(/[^\x20-\x7e]/g, escaped);
}

/**
 * Reads what was typed or scanned from a recovery sheet, or a key file without a check.
 * @throws SealError `damaged-key-file` where a sign is wrong (format 1.6); what parseKeyFile throws
 */
export function parseKeySheet(bytes: Uint8Array): KeyFile | ProtectedKeyFile {
  const file = parseKeyFile(bytes);
  const check = parseJsonObject(bytes)?.['check'];
  if (check !== undefined && check !== checkOf(file)) throw new SealError('damaged-key-file');
  return file;
}

function checked(file: KeyFile | ProtectedKeyFile): object {
  return { ...(JSON.parse(keyFileText(file)) as object), check: checkOf(file) };
}

function checkOf(file: KeyFile | ProtectedKeyFile): string {
  const text = JSON.stringify(JSON.parse(keyFileText(file)));
  return createHash('sha256').update(text).digest('hex').slice(0, CHECK_DIGITS);
}
