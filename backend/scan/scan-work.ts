import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { scanFile, type Read } from './file-scan.ts';
import type { FileReport } from './finding.ts';
import type { RuleSet } from './rule-set.ts';

/** What is to be looked at: a file of this computer, or bytes that somebody else read of one. */
export interface ScanTarget {
  /** As it is told; opened where there are no bytes. */
  readonly path: string;
  readonly bytes?: Uint8Array;
}

/** Looks at one target. A file that cannot be read is told as such. */
export async function scanTarget({ path, bytes }: ScanTarget, rules: RuleSet): Promise<FileReport> {
  if (bytes !== undefined) return scanFile(path, readerOf(bytes), rules);
  let file: number | undefined;
  try {
    // A pipe would be waited for.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) return skipped(path, 'not-a-file');
    return await scanFile(path, fileReader(file), rules);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return skipped(path, 'unreadable');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

export function skipped(path: string, why: NonNullable<FileReport['skipped']>): FileReport {
  return { path, findings: [], read: 0, partly: false, skipped: why };
}

function fileReader(file: number): Read {
  return (most) => {
    const bytes = Buffer.allocUnsafe(most);
    return most === 0 ? bytes : bytes.subarray(0, readSync(file, bytes, 0, most, null));
  };
}

function readerOf(bytes: Uint8Array): Read {
  let at = 0;
  return (most) => {
    const piece = bytes.subarray(at, at + most);
    at += piece.length;
    return piece;
  };
}
