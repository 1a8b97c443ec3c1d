import { resolve } from 'node:path';
import type { Suite } from '../../keys/header.ts';
import { TransferError } from '../transfers/errors.ts';
import { findSources, isFault, type SourceFile } from '../transfers/source.ts';
import { uploadFile } from '../transfers/upload.ts';
import { toVaultFolder } from '../vault/path.ts';
import { logIn, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

export interface PutOptions {
  readonly key: string;
  readonly to?: string;
  readonly suite: Suite;
  readonly segment: number;
}

/** Seals files and whole folders into the vault. */
export async function put(terminal: Terminal, outcome: Outcome, paths: string[], options: PutOptions): Promise<void> {
  const to = toVaultFolder(options.to);
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const bar = progressBar(terminal, await measure(terminal, paths));
  const arrived = new Set<string>();
  const { suite, segment: exponent } = options;
  const sources = async function* () {
    for (const path of paths) yield* findSources(resolve(terminal.folder, path), to);
  };
  try {
    for await (const found of sources()) {
      await outcome.attempt(async () => {
        if (isFault(found)) throw found.error;
        refuseTwice(arrived, found);
        const onBytes = (bytes: number) => bar.advance(bytes, printable(found.path));
        await uploadFile(vault, keyFile, found, { suite, exponent, signal: terminal.signal, onBytes });
        if (terminal.stderr.isTTY !== true) printLine(terminal, printable(found.path));
      });
    }
  } finally {
    bar.stop();
  }
}

/** Two names of this computer can be one in the vault (composed and decomposed letters): the second is no new version of the first. */
function refuseTwice(arrived: Set<string>, { path, localPath }: SourceFile): void {
  if (arrived.has(path)) {
    throw new TransferError('exists', `${localPath} would arrive as ${path}, as another file of this call did.`);
  }
  arrived.add(path);
}

/** Total bytes for the bar; without a terminal nobody looks. */
async function measure(terminal: Terminal, paths: string[]): Promise<number> {
  let total = 0;
  if (terminal.stderr.isTTY !== true) return total;
  for (const path of paths) {
    for await (const found of findSources(resolve(terminal.folder, path), undefined)) {
      if (!isFault(found)) total += found.size;
    }
  }
  return total;
}
