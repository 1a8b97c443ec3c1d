import { keyFingerprint } from '../../keys/fingerprint.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { openState } from '../state/database.ts';
import { Verifications } from '../state/verifications.ts';
import { checkContent } from '../transfers/content-check.ts';
import { FILES_AT_ONCE } from '../transfers/engine.ts';
import { inParallel } from '../transfers/parallel.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { damageError, type Damage } from '../vault/damage.ts';
import { isWithin, toVaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { logIn, openEngine, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, progressBar, type Terminal } from './terminal.ts';

export interface VerifyOptions {
  readonly key: string;
  readonly quick?: true;
  readonly json?: true;
}

/** What was looked at. */
interface Tally {
  checked: number;
  bytes: number;
  readonly damaged: { readonly path: string | null; readonly id: string }[];
  /** Files that need another key, by its id. */
  readonly otherKeys: Record<string, number>;
}

/** Reads files of the vault and checks them. A file that is not whole is told on standard error, and the next one goes on. */
export async function verify(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: VerifyOptions,
): Promise<void> {
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const tally: Tally = { checked: 0, bytes: 0, damaged: [], otherKeys: {} };
  const files = await choose(vault, outcome, paths, tally);
  const own = files.filter((file) => {
    const { keyId } = file.record;
    if (keyId === keyFile.id) return true;
    // Who names a file wants it checked; who names none has it told which were not.
    if (paths.length > 0) vaultRefusal(vault, outcome, file, keyFile);
    tally.otherKeys[keyId] = (tally.otherKeys[keyId] ?? 0) + 1;
    return false;
  });
  await checkAll(terminal, outcome, { vault, keyFile, files: own, tally, quick: options.quick === true });
  if (options.json) return printLine(terminal, printableJson(tally));
  report(terminal, tally, options.quick === true);
}

/** All versions of what the paths name; of everything, with the trash, where none is given. */
async function choose(
  { catalog }: AccountVault,
  outcome: Outcome,
  paths: string[],
  tally: Tally,
): Promise<CatalogFile[]> {
  const chosen = new Map<string, CatalogFile>();
  const take = (files: readonly CatalogFile[]) => {
    for (const file of files) chosen.set(file.id, file);
  };
  const tell = (damages: readonly Damage[]) => {
    for (const damage of damages) {
      outcome.fail(damageError(damage));
      tally.damaged.push({ path: damage.path ?? null, id: damage.id });
    }
  };
  if (paths.length === 0) {
    for (const state of ['live', 'trash'] as const) {
      const index = catalog.index(state);
      for (const { record } of index.newest()) take(index.versions(record.path));
    }
    tell(catalog.damage());
  }
  for (const text of new Set(paths)) {
    await outcome.attempt(async () => {
      const path = toVaultPath(text);
      const hurt = catalog.damage().filter((one) => one.path === path || (one.path && isWithin(one.path, path)));
      tell(hurt);
      const index = catalog.index('live');
      const versions = index.versions(path);
      take(versions.length > 0 ? versions : index.within(path));
      // What is neither there nor damaged is not found.
      if (hurt.length === 0) catalog.select(path);
    });
  }
  return [...chosen.values()];
}

function vaultRefusal({ content }: AccountVault, outcome: Outcome, file: CatalogFile, keyFile: KeyFile): void {
  try {
    content.requireKey(file, keyFile);
  } catch (error) {
    outcome.fail(error);
  }
}

async function checkAll(
  terminal: Terminal,
  outcome: Outcome,
  work: { vault: AccountVault; keyFile: KeyFile; files: readonly CatalogFile[]; tally: Tally; quick: boolean },
): Promise<void> {
  const { vault, keyFile, files, tally, quick } = work;
  const { signal } = terminal;
  const sizeOf = ({ record }: CatalogFile) => (quick ? 1 : record.size);
  const bar = progressBar(
    terminal,
    files.reduce((sum, file) => sum + sizeOf(file), 0),
  );
  const state = await openState(terminal.home);
  const verifications = new Verifications(state, terminal.now);
  const engine = await openEngine(terminal);
  let next = 0;
  try {
    await inParallel(FILES_AT_ONCE, signal, async () => {
      const file = files[next++];
      if (file === undefined) return false;
      const advance = (bytes: number) => bar.advance(bytes, printable(file.record.path));
      let isWhole = false;
      await outcome.attempt(async () => {
        if (quick) await glance(vault, keyFile, file, signal);
        else await checkContent(engine, vault, keyFile, file, { signal, onBytes: advance });
        isWhole = true;
      });
      if (quick) advance(1);
      tally.checked += 1;
      tally.bytes += quick ? 0 : file.record.size;
      if (!isWhole) tally.damaged.push({ path: file.record.path, id: file.id });
      else if (!quick) await verifications.note(file.id);
      return true;
    });
  } finally {
    bar.stop();
    await engine.close();
    await state.destroy();
  }
}

/** Whether a file is there, has the length its record says, and begins with a header that its key made. */
async function glance(
  { content }: AccountVault,
  keyFile: KeyFile,
  file: CatalogFile,
  signal: AbortSignal,
): Promise<void> {
  if ((await content.ranges(file, keyFile, { signal })) !== undefined) return;
  // One that cannot be looked at in part: reading it tells what is wrong, if anything is.
  for await (const _ of content.open(file, keyFile, { signal }));
}

function report(terminal: Terminal, { checked, bytes, damaged, otherKeys }: Tally, quick: boolean): void {
  const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);
  const how = quick ? 'looked at' : `read, ${bytes} bytes`;
  const verdict = damaged.length === 0 ? 'nothing is damaged' : `${files(damaged.length)} damaged`;
  printLine(terminal, `${files(checked)} ${how}: ${verdict}.`);
  if (quick && checked > 0) printLine(terminal, 'What lies behind the beginnings was not read.');
  for (const [keyId, count] of Object.entries(otherKeys)) {
    printLine(
      terminal,
      `${files(count)} not checked: ${count === 1 ? 'it needs' : 'they need'} the key ${keyFingerprint(keyId)}.`,
    );
  }
}
