import { SealError } from '../../keys/errors.ts';
import { baseName, joinPath, parentOf, type VaultPath } from '../vault/path.ts';
import { ClassicFile, type ClassicFormat } from './classic-file.ts';
import type { SourceIdentity } from './content-source.ts';
import { explain, type Failure } from './failure.ts';
import { numbered } from './local-name.ts';
import { MAX_OLD_FILES, tooMany } from './old-upload.ts';

/** An old file and where it would stand in the vault. */
export interface OldFile {
  readonly localPath: string;
  readonly path: VaultPath;
}

/** Something of the run that is not brought over, and why. */
export interface OldFault {
  readonly localPath: string;
  readonly error: Error;
  /** Where it would have stood, which no other file of the run takes then. */
  readonly path?: VaultPath | undefined;
  /** Its real name is none, rather than its content: another key is wrong. */
  readonly isName?: boolean | undefined;
}

/** What a walk over old files meets. */
export type OldFound = OldFile | OldFault | PassedFile;

/** What is passed over, which is told and is no failure: no old file, or one that the database does not name. */
export interface PassedFile {
  readonly passed: string;
  readonly why: 'not-old' | 'unknown';
}

export interface PlannedFile extends OldFile {
  readonly seen: SourceIdentity;
  /** Bytes of content. */
  readonly size: number;
}

/** What a look at the head and the tail of every file says, before anything is brought over. */
export interface ClassicPlan {
  readonly format: ClassicFormat;
  readonly files: readonly PlannedFile[];
  readonly faults: readonly OldFault[];
  readonly passed: readonly PassedFile[];
  /** Files that the key or token does not fit. One is enough: nothing is brought over then. */
  readonly condemned: readonly OldFault[];
  /** Whether any file could tell a wrong key or token. */
  readonly isChecked: boolean;
}

/**
 * Looks at all files first: only the end of a file can tell a wrong key or token, one wrong key in 255 passes one file, and garbage must
 * not stand beside the files that came before it was noticed (format 6.3).
 * @throws TransferError `too-large`; the signal's reason
 */
export async function planClassic(
  format: ClassicFormat,
  found: AsyncIterable<OldFound>,
  signal?: AbortSignal,
): Promise<ClassicPlan> {
  const files: PlannedFile[] = [];
  const faults: OldFault[] = [];
  const passed: PassedFile[] = [];
  const condemned: OldFault[] = [];
  const [known, taken] = [new Set<string>(), new Set<string>()];
  let isChecked = false;
  for await (const one of found) {
    signal?.throwIfAborted();
    if (known.size + passed.length >= MAX_OLD_FILES) throw tooMany();
    if ('passed' in one) {
      passed.push(one);
      continue;
    }
    const { localPath } = one;
    if (known.has(localPath)) continue;
    known.add(localPath);
    const path = one.path === undefined ? undefined : freePath(one.path, taken);
    if (isFault(one)) (one.isName === true ? condemned : faults).push(one);
    else {
      try {
        const look = await lookAt(localPath, format);
        isChecked ||= look.isChecked;
        files.push({ localPath, path: path!, seen: look.seen, size: look.size });
      } catch (error) {
        (error instanceof SealError ? condemned : faults).push({ localPath, error: error as Error });
      }
    }
  }
  return { format, files, faults, passed, condemned, isChecked };
}

/** Why one old file is not over there, in words that begin with the file. */
export function explainOld({ localPath, error, isName }: OldFault): Failure {
  const { code, sentence } = explain(error);
  const refused = (why: string) => ({ code: 'wrong-key-or-damaged', sentence: `${localPath} ${why}` });
  if (isName === true) return refused('has a real name that does not open with this global key, or it is damaged.');
  if (code === 'truncated') return refused('has a size that no old file has: it was cut, or it is something else.');
  if (code === 'wrong-key-or-damaged') return refused('does not open with this key or token, or it is damaged.');
  return { code, sentence: sentence.includes(localPath) ? sentence : `${localPath}: ${sentence}` };
}

/** The same of what is passed over. */
export function explainPassed({ passed, why }: PassedFile): Failure {
  const words = why === 'unknown' ? 'the database does not name it' : 'it does not end in .enct';
  return { code: why, sentence: `${passed} was passed over: ${words}.` };
}

function isFault(one: OldFile | OldFault): one is OldFault {
  return 'error' in one;
}

async function lookAt(localPath: string, format: ClassicFormat) {
  const file = await ClassicFile.open(localPath, format);
  await file.close();
  return { isChecked: file.isChecked, seen: file.identity, size: file.size };
}

/** Two old files of one name are two files: the later one is numbered. */
function freePath(path: VaultPath, taken: Set<string>): VaultPath {
  let free = path;
  for (let number = 2; taken.has(free); number += 1) free = joinPath(parentOf(path), numbered(baseName(path), number));
  taken.add(free);
  return free;
}
