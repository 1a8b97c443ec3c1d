import type { FileReport } from '../scan/finding.ts';
import { skipped, type ScanTarget } from '../scan/scan-work.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { TransferError } from './errors.ts';
import { findSources, isFault } from './source.ts';

/** Reports of what would go in by these paths, files and whole folders, in the order they are found. Links in folders are told, not followed. */
export async function* scanPaths(
  scanner: Scanner,
  localPaths: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<FileReport> {
  let passed: FileReport[] = [];
  const targets = async function* (): AsyncGenerator<ScanTarget> {
    for (const localPath of localPaths) {
      for await (const found of findSources(localPath, undefined)) {
        if (isFault(found))
          passed.push(skipped(found.localPath, isUnreadable(found.error) ? 'unreadable' : 'not-a-file'));
        else yield { path: found.localPath };
      }
    }
  };
  for await (const report of scanner.scan(targets(), signal)) {
    yield* passed;
    passed = [];
    yield report;
  }
  yield* passed;
}

/** What has a cause was refused by the system; what has none, and a name that would do, is a link, a device, a pipe. */
function isUnreadable({ cause, code }: TransferError): boolean {
  return cause !== undefined || code === 'unnameable';
}
