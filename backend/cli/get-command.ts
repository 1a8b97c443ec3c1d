import { resolve } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import { downloadFile } from '../transfers/download.ts';
import { FILES_AT_ONCE, type Engine } from '../transfers/engine.ts';
import { inParallel } from '../transfers/parallel.ts';
import { sweepPartials } from '../transfers/local-file.ts';
import { LocalPlaces, nameRulesOf, relativeTo } from '../transfers/local-name.ts';
import { sweepDownloads } from '../transfers/sweep-downloads.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Catalog } from '../vault/catalog.ts';
import { damageError } from '../vault/damage.ts';
import { VaultError } from '../vault/errors.ts';
import { parentOf, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { CommandError } from './command-error.ts';
import { getShared } from './get-shared.ts';
import { logIn, openEngine, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

export interface GetOptions {
  readonly key?: string;
  readonly to?: string;
  readonly id?: string;
  readonly force?: true;
  /** What others share, instead of one's own. */
  readonly shared?: true;
  readonly from?: string;
}

interface Job {
  readonly file: CatalogFile;
  readonly target: string;
}

/** Opens files and folders of the vault into a folder of this computer. */
export async function get(terminal: Terminal, outcome: Outcome, paths: string[], options: GetOptions): Promise<void> {
  if (options.shared) return getShared(terminal, outcome, paths, options);
  if (options.key === undefined) {
    throw new CommandError('usage', 'Required option \'--key <file>\' not specified. See "latchkey --help".');
  }
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const root = resolve(terminal.folder, options.to ?? '.');
  const engine = await openEngine(terminal);
  await sweepDownloads(engine);
  const begun = await engine.downloads.all();
  await sweepPartials(root, terminal.now(), new Set(begun.map(({ partial }) => partial)));
  const places = new LocalPlaces(nameRulesOf(terminal.platform));
  const jobs: Job[] = [];
  for (const text of new Set(paths)) {
    await outcome.attempt(async () => {
      const path = toVaultPath(text);
      for (const file of choose(vault, path, options.id)) {
        jobs.push({ file, target: places.place(root, relativeTo(file.record.path, path), parentOf(path)) });
      }
      for (const damage of vault.catalog.damage(path)) outcome.fail(damageError(damage));
    });
  }
  try {
    await fetchAll(terminal, outcome, { engine, vault, keyFile, jobs, force: options.force });
  } finally {
    await engine.close();
  }
}

async function fetchAll(
  terminal: Terminal,
  outcome: Outcome,
  work: { engine: Engine; vault: AccountVault; keyFile: KeyFile; jobs: Job[]; force: true | undefined },
): Promise<void> {
  const { engine, vault, keyFile, jobs, force } = work;
  const { signal } = terminal;
  const bar = progressBar(
    terminal,
    jobs.reduce((sum, { file }) => sum + file.record.size, 0),
  );
  try {
    let next = 0;
    await inParallel(FILES_AT_ONCE, signal, async () => {
      const job = jobs[next++];
      if (job === undefined) return false;
      const { file, target } = job;
      await outcome.attempt(async () => {
        const onBytes = (bytes: number) => bar.advance(bytes, printable(file.record.path));
        await downloadFile(engine, vault, keyFile, file, target, { signal, onBytes, force });
        if (terminal.stderr.isTTY !== true) printLine(terminal, printable(target));
      });
      return true;
    });
  } finally {
    bar.stop();
  }
}

/** The newest version of each file that the path names, or one version of one file. */
function choose({ catalog }: AccountVault, path: VaultPath, version: string | undefined): CatalogFile[] {
  const files = selected(catalog, path);
  if (version === undefined) {
    const newest = [...new Map(files.map((file) => [file.record.path, file])).values()];
    // Where the newest version is the damaged one, an older one is no answer.
    const hurt = catalog.damage();
    return newest.filter((file) => !hurt.some((damage) => damage.path === file.record.path && damage.id > file.id));
  }
  const chosen = files.filter((file) => file.record.path === path && file.id.endsWith(version));
  if (chosen.length === 1) return chosen;
  throw new VaultError('not-found', `${path} has ${chosen.length === 0 ? 'no' : 'more than one'} version ${version}.`);
}

/** What is not found may be what lost its readable name, so that is what is told. */
function selected(catalog: Catalog, path: VaultPath): readonly CatalogFile[] {
  try {
    return catalog.select(path);
  } catch (error) {
    const nameless = catalog.damage().find((damage) => damage.path === undefined);
    if (nameless === undefined || !(error instanceof VaultError) || error.code !== 'not-found') throw error;
    throw damageError(nameless);
  }
}
