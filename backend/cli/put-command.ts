import { resolve } from 'node:path';
import { Arrivals } from '../transfers/arrivals.ts';
import { FILES_AT_ONCE } from '../transfers/engine.ts';
import { inParallel } from '../transfers/parallel.ts';
import { findSources, isFault, type SourceFault, type SourceFile } from '../transfers/source.ts';
import { sweepUploads } from '../transfers/sweep-uploads.ts';
import { uploadFile } from '../transfers/upload.ts';
import { finishDeletions } from '../vault/deletion.ts';
import { toVaultFolder, type VaultPath } from '../vault/path.ts';
import { logIn, openEngine, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import type { SealingOptions } from './sealing-options.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

export interface PutOptions extends SealingOptions {
  readonly key: string;
  readonly to?: string;
}

/** Seals files and whole folders into the vault. */
export async function put(terminal: Terminal, outcome: Outcome, paths: string[], options: PutOptions): Promise<void> {
  const to = toVaultFolder(options.to);
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const engine = await openEngine(terminal);
  await sweepUploads(engine, vault, terminal);
  await finishDeletions(vault, terminal);
  const { place } = vault.vault.bucket;
  const bar = progressBar(terminal, await measure(terminal, paths, place));
  const arrivals = new Arrivals();
  const { suite, segment: exponent } = options;
  const { signal } = terminal;
  const found = sources(terminal, paths, to, place);
  try {
    await inParallel(FILES_AT_ONCE, signal, async () => {
      const { value: source } = await found.next();
      if (source === undefined) return false;
      await outcome.attempt(async () => {
        if (isFault(source)) throw source.error;
        arrivals.add(source.path, source.localPath);
        const onBytes = (bytes: number) => bar.advance(bytes, printable(source.path));
        await uploadFile(engine, vault, keyFile, source, { suite, exponent, signal, onBytes });
        if (terminal.stderr.isTTY !== true) printLine(terminal, printable(source.path));
      });
      return true;
    });
  } finally {
    bar.stop();
    await engine.close();
  }
}

async function* sources(
  terminal: Terminal,
  paths: readonly string[],
  to: VaultPath | undefined,
  place: string,
): AsyncGenerator<SourceFile | SourceFault, undefined> {
  for (const path of paths) yield* findSources(resolve(terminal.folder, path), to, place);
}

/** Total bytes for the bar; without a terminal nobody looks. */
async function measure(terminal: Terminal, paths: string[], place: string): Promise<number> {
  let total = 0;
  if (terminal.stderr.isTTY !== true) return total;
  for (const path of paths) {
    for await (const found of findSources(resolve(terminal.folder, path), undefined, place)) {
      if (!isFault(found)) total += found.size;
    }
  }
  return total;
}
