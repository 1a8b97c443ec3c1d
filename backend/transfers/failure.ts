import { SealError, type SealErrorCode } from '../../keys/errors.ts';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import { MAX_PASSWORD_BYTES, PasswordError } from '../../keys/password.ts';
import { connectionFault } from '../buckets/connection-error.ts';
import { BucketError } from '../buckets/errors.ts';
import { stateFault } from '../state/database.ts';
import { HomeError } from '../state/home.ts';
import { VaultError } from '../vault/errors.ts';
import { Paused } from './engine.ts';
import { TransferError } from './errors.ts';

/** A failure as it is shown: a word that programs act on, and a sentence for people. */
export interface Failure {
  readonly code: string;
  readonly sentence: string;
}

const SEAL_SENTENCES: Readonly<Record<Exclude<SealErrorCode, 'wrong-key'>, string>> = {
  'not-sealed': 'This is not a file that Latchkey sealed. Nothing was written.',
  unsupported: 'This was made by a newer Latchkey, or it is damaged; this version cannot read it. Nothing was written.',
  tampered: 'This file was altered after it was sealed, or it is not the file it should be. Nothing of it was kept.',
  truncated: 'The end of this file is missing. Nothing of it was kept; try to get it again from where it came.',
  'wrong-password': 'The password or passphrase is wrong, or what it should open was altered.',
  'wrong-key-or-damaged':
    'This key or token does not open the file, or the file is damaged; the old formats cannot tell which. Nothing was written.',
  'damaged-key-file': 'This is not a key file, or it was altered: its key does not match its id. Use a copy of it.',
};

const STATE_SENTENCES = {
  full: 'The disk with Latchkey’s own folder is full. Make room on it and try again; what is in the vault is safe.',
  unwritable:
    'Latchkey’s own folder cannot be written. See that it is there and may be written; what is in the vault is safe.',
} as const;

/**
 * Any error of these rooms in words. Unknown ones are told without their message, which could hold anything.
 * @param keyNames names of keys that this computer knows, by key id
 */
export function explain(error: unknown, keyNames: ReadonlyMap<string, string> = new Map()): Failure {
  if (error instanceof SealError) return { code: error.code, sentence: sealSentence(error, keyNames) };
  if (error instanceof PasswordError) {
    const length = `A password has 1 to ${MAX_PASSWORD_BYTES} bytes.`;
    const busy = 'Too many passwords are being checked just now. Try again in a few seconds.';
    return { code: error.code, sentence: error.code === 'busy' ? busy : length };
  }
  if (error instanceof BucketError) return { code: connectionFault(error) ?? error.code, sentence: error.message };
  if (error instanceof VaultError || error instanceof TransferError) {
    return { code: error.code, sentence: error.message };
  }
  if (error instanceof HomeError) return { code: error.code, sentence: error.message };
  const fault = stateFault(error);
  if (fault !== undefined) return { code: 'unusable', sentence: STATE_SENTENCES[fault] };
  if (error instanceof Paused) {
    return { code: 'cancelled', sentence: 'Interrupted. What is finished stays; run it again to go on where it was.' };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', sentence: 'Cancelled. Nothing half done was left behind.' };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'unexpected', sentence: `Something went wrong that should not (${kind}).` };
}

function sealSentence(error: SealError, keyNames: ReadonlyMap<string, string>): string {
  if (error.code !== 'wrong-key') return SEAL_SENTENCES[error.code];
  if (error.mismatch === undefined) return 'This key does not open this file.';
  const [needs, given] = [error.mismatch.needs, error.mismatch.given].map((id) => {
    const name = keyNames.get(id);
    return name === undefined ? `the key ${keyFingerprint(id)}` : `"${name}" ${keyFingerprint(id)}`;
  });
  return `This file needs ${needs}; the key file given is ${given}. Nothing was written.`;
}
