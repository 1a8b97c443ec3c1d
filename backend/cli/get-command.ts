import { resolve } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import { downloadFile } from '../transfers/download.ts';
import { sweepPartials } from '../transfers/local-file.ts';
import { LocalPlaces, nameRulesOf, relativeTo } from '../transfers/local-name.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { damageError } from '../vault/damage.ts';
import { VaultError } from '../vault/errors.ts';
import { toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { logIn, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

export interface GetOptions {
  readonly key: string;
  readonly to?: string;
  readonly version?: string;
  readonly force?: true;
}

interface Job {
  readonly file: CatalogFile;
  readonly target: string;
}

/** Opens files and folders of the vault into a folder of this computer. */
export async function get(terminal: Terminal, outcome: Outcome, paths: string[], options: GetOptions): Promise<void> {
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const root = resolve(terminal.folder, options.to ?? '.');
  await sweepPartials(root, terminal.now());
  const places = new LocalPlaces(nameRulesOf(terminal.platform));
  const jobs: Job[] = [];
  for (const text of paths) {
    await outcome.attempt(async () => {
      const path = toVaultPath(text);
      for (const file of choose(vault, path, options.version)) {
        jobs.push({ file, target: places.place(root, relativeTo(file.record.path, path)) });
      }
      for (const damage of vault.catalog.damage(path)) outcome.fail(damageError(damage));
    });
  }
  await fetchAll(terminal, outcome, { vault, keyFile, jobs, force: options.force });
}

async function fetchAll(
  terminal: Terminal,
  outcome: Outcome,
  work: { vault: AccountVault; keyFile: KeyFile; jobs: Job[]; force: true | undefined },
): Promise<void> {
  const { vault, keyFile, jobs, force } = work;
  const { signal } = terminal;
  const bar = progressBar(
    terminal,
    jobs.reduce((sum, { file }) => sum + file.record.size, 0),
  );
  for (const { file, target } of jobs) {
    await outcome.attempt(async () => {
      const onBytes = (bytes: number) => bar.advance(bytes, printable(file.record.path));
      await downloadFile(vault, keyFile, file, target, { signal, onBytes, force });
      if (terminal.stderr.isTTY !== true) printLine(terminal, printable(target));
    });
  }
  bar.stop();
}

/** The newest version of each file that the path names, or one version of one file. */
function choose({ catalog }: AccountVault, path: VaultPath, version: string | undefined): CatalogFile[] {
  const files = catalog.select(path);
  if (version === undefined) return [...new Map(files.map((file) => [file.record.path, file])).values()];
  const chosen = files.filter((file) => file.record.path === path && file.id.endsWith(version));
  if (chosen.length === 1) return chosen;
  throw new VaultError('not-found', `${path} has ${chosen.length === 0 ? 'no' : 'more than one'} version ${version}.`);
}
