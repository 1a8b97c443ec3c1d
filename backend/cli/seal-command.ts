import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Sealer, sealing } from '../../keys/sealer.ts';
import { UNPROTECTED } from '../transfers/classic-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { readChunks, reason, refuseExisting, writeLocalFile } from '../transfers/local-file.ts';
import { counted } from '../transfers/progress.ts';
import { withSealedFile } from '../transfers/sealed-file.ts';
import { newTimedId } from '../vault/id.ts';
import { openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import type { SealingOptions } from './sealing-options.ts';
import { sealingOf } from './settings-command.ts';
import { printLine, progressBar, type Terminal } from './terminal.ts';

export interface SealOptions extends SealingOptions {
  readonly key: string;
  readonly force?: true;
}

/** Seals a file of this computer beside any vault. */
export async function sealFile(terminal: Terminal, outcome: Outcome, paths: [string, string], options: SealOptions) {
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const { suite, exponent } = await sealingOf(terminal, { suite: options.suite, exponent: options.segment });
  const sealer = new Sealer(keyFile, { fileId: newTimedId(terminal.now()), suite, exponent });
  await convert(terminal, paths, sealing(sealer), options.force);
}

/**
 * Opens a sealed file of this computer: needs the key file and nothing else. A classic key also opens files of the "User Manager"; which of
 * the two it is, the first bytes tell (format 1.5, 6.1).
 */
export async function openFile(
  terminal: Terminal,
  outcome: Outcome,
  paths: [string, string],
  options: { key: string; force?: true },
) {
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const [from, to] = paths.map((path) => resolve(terminal.folder, path)) as [string, string];
  if (!options.force) await refuseExisting(to);
  await withSealedFile(from, keyFile, async ({ size, isOld, bytes }) => {
    const bar = progressBar(terminal, size);
    const content = bytes((count) => {
      terminal.signal.throwIfAborted();
      bar.advance(count);
    });
    try {
      await writeLocalFile(to, content, { force: options.force });
    } finally {
      bar.stop();
    }
    if (isOld) printLine(terminal, UNPROTECTED);
  });
}

async function convert(
  terminal: Terminal,
  paths: [string, string],
  transform: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  force: true | undefined,
): Promise<void> {
  const [from, to] = paths.map((path) => resolve(terminal.folder, path)) as [string, string];
  if (!force) await refuseExisting(to);
  const handle = await openSource(from);
  const bar = progressBar(terminal, (await handle.stat()).size);
  try {
    const bytes = counted(readChunks(handle, from), (count) => {
      terminal.signal.throwIfAborted();
      bar.advance(count);
    });
    await writeLocalFile(to, transform(bytes), { force });
  } finally {
    bar.stop();
    await handle.close();
  }
}

async function openSource(path: string) {
  try {
    if (!(await stat(path)).isDirectory()) return await open(path, 'r');
  } catch (error) {
    throw new TransferError('not-found', `${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
  throw new TransferError('not-found', `${path} is a folder; give a file.`);
}
