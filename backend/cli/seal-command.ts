import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MAGIC } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { Opener, opening } from '../../keys/opener.ts';
import { Sealer, sealing } from '../../keys/sealer.ts';
import { ClassicFile, UNPROTECTED, userManagerFormat } from '../transfers/classic-file.ts';
import { FileSource } from '../transfers/content-source.ts';
import { TransferError } from '../transfers/errors.ts';
import { reason, refuseExisting, writeLocalFile } from '../transfers/local-file.ts';
import { counted } from '../transfers/progress.ts';
import { readChunks } from '../transfers/local-file.ts';
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
  if (keyFile.form === 'classic' && !(await isSealed(from))) {
    return openOldFile(terminal, keyFile, { from, to, force: options.force });
  }
  await convert(terminal, paths, opening(new Opener(keyFile)), options.force);
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

/** Whether it begins as version 1 does; what is no ordinary file can be nothing else. */
async function isSealed(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return true;
  const source = await FileSource.open(path);
  try {
    const head = await source.read({ start: 0, end: Math.min(MAGIC.length, source.size) });
    return head.equals(MAGIC);
  } finally {
    await source.close();
  }
}

async function openOldFile(
  terminal: Terminal,
  keyFile: KeyFile,
  { from, to, force }: { from: string; to: string; force: true | undefined },
): Promise<void> {
  if (!force) await refuseExisting(to);
  const old = await ClassicFile.open(from, userManagerFormat(keyFile));
  const bar = progressBar(terminal, old.size);
  try {
    const bytes = counted(old.bytes(), (count) => {
      terminal.signal.throwIfAborted();
      bar.advance(count);
    });
    await writeLocalFile(to, bytes, { force });
  } finally {
    bar.stop();
    await old.close();
  }
  printLine(terminal, UNPROTECTED);
}

async function openSource(path: string) {
  try {
    if (!(await stat(path)).isDirectory()) return await open(path, 'r');
  } catch (error) {
    throw new TransferError('not-found', `${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
  throw new TransferError('not-found', `${path} is a folder; give a file.`);
}
