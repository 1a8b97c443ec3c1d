import { keyFingerprint } from '../../keys/fingerprint.ts';
import type { Catalog } from '../vault/catalog.ts';
import { damageError } from '../vault/damage.ts';
import { viewFolder, type FolderView } from '../vault/folder-view.ts';
import { baseName, toVaultFolder, toVaultPath, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { CommandError } from './command-error.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface ListOptions {
  readonly recursive?: true;
  readonly json?: true;
  readonly trash?: true;
  readonly versions?: true;
}

/** What is printed of a folder. */
type Rows = Pick<FolderView, 'folders' | 'files'>;

/** Shows what stands in a folder; what is damaged is told on standard error. */
export async function list(
  terminal: Terminal,
  outcome: Outcome,
  folderText: string | undefined,
  options: ListOptions,
): Promise<void> {
  const folder = toVaultFolder(folderText);
  const { catalog } = await logIn(terminal);
  const hurt = catalog.damage().filter((damage) => damage.path === folder);
  for (const damage of [...(folder === undefined ? [] : hurt), ...catalog.damage(folder)])
    outcome.fail(damageError(damage));
  const view = options.versions ? versions(catalog, folderText) : rows(catalog, folder, options);
  if (options.json) return printLine(terminal, printableJson(view.files.map(jsonRow)));
  for (const path of view.folders) printLine(terminal, `${printable(baseName(path))}/`);
  const long = options.recursive === true || options.versions === true;
  for (const file of view.files) printLine(terminal, textRow(file, long));
}

function rows(catalog: Catalog, folder: VaultPath | undefined, options: ListOptions): Rows {
  const state = options.trash ? 'trash' : 'live';
  return viewFolder(catalog, folder, { recursive: options.recursive ?? false, state });
}

/** All versions of one path, the newest last. */
function versions(catalog: Catalog, path: string | undefined): Rows {
  if (path === undefined) throw new CommandError('usage', 'Give the file whose versions you want to see.');
  return { folders: [], files: catalog.select(toVaultPath(path)) };
}

function jsonRow({ id, record }: CatalogFile) {
  const modified = new Date(record.modified).toISOString();
  return { path: record.path, id, size: record.size, modified, key: record.keyId };
}

function textRow({ id, record }: CatalogFile, long: boolean): string {
  const name = printable(long ? record.path : baseName(record.path));
  const modified = new Date(record.modified).toISOString().slice(0, 16).replace('T', ' ');
  const size = String(record.size).padStart(14);
  return `${size}  ${modified}  ${keyFingerprint(record.keyId)}  ${id.slice(-8)}  ${name}`;
}
