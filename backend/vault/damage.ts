import { VaultError } from './errors.ts';
import type { VaultPath } from './path.ts';

/** A file that is listed but cannot be trusted or is not there; `path` where a record of it still opens. */
export interface Damage {
  readonly id: string;
  readonly code: 'tampered' | 'vanished' | 'rolled-back';
  readonly path: VaultPath | undefined;
}

const SENTENCES: Readonly<Record<Damage['code'], (what: string) => string>> = {
  vanished: (what) => `The content of ${what} is missing from the bucket, and nobody deleted it with Latchkey.`,
  tampered: (what) => `The record of ${what} was altered in the bucket, so the file cannot be trusted.`,
  'rolled-back': (what) => `The bucket shows an older state of ${what} than this computer has seen.`,
};

/** The error that a damaged file is, in words. */
export function damageError(damage: Damage): VaultError {
  const what = damage.path ?? `a file without a readable name (${damage.id})`;
  return new VaultError(damage.code, SENTENCES[damage.code](what));
}
