import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { openState, STATE_FILE, type StateDatabase } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { SealingMemory } from '../state/sealing-memory.ts';
import { SealSettings, suiteName, USUAL_SEALING, type SealDefaults } from '../transfers/seal-settings.ts';
import type { SealChoice } from '../transfers/sealed-version.ts';
import { TemporaryFolder } from '../transfers/temporary-folder.ts';
import { segmentOption, suiteOption, type SealingOptions } from './sealing-options.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

interface SettingsOptions extends SealingOptions {
  readonly temporary?: string;
  readonly usual?: true;
  readonly json?: true;
}

/** `latchkey settings`: shows what is set on this computer, after setting what is given. */
export function addSettingsCommand(program: Command, terminal: () => Terminal): void {
  program
    .command('settings')
    .description('show or set how new files are sealed, and where files that pass through lie')
    .addOption(suiteOption('cbc or cfb, for new files'))
    .addOption(segmentOption('a segment of new files holds 2^e bytes, 16 to 22'))
    .addOption(new Option('--temporary <dir>', 'an own folder for files that pass through, sealed'))
    .addOption(new Option('--usual', 'all of it as it is usual').conflicts(['suite', 'segment', 'temporary']))
    .option('--json', 'for programs: {"suite", "segment", "temporary", "data"}')
    .action((options) => settings(terminal(), options));
}

async function settings(terminal: Terminal, options: SettingsOptions): Promise<void> {
  const { suite, segment: exponent, temporary, usual, json } = options;
  const home = new Home(terminal.home);
  if ([suite, exponent, temporary, usual].some((given) => given !== undefined)) {
    await home.made();
    await withState(terminal, async (state) => {
      const memory = new SealingMemory(state);
      // The folder first: it alone can be refused, and then nothing is set.
      const folders = new TemporaryFolder(home, memory, terminal.userId);
      if (temporary !== undefined) await folders.choose(resolve(terminal.folder, temporary));
      if (usual) await memory.keep({ suite: null, exponent: null, temporary_folder: null });
      await new SealSettings(memory).set({ suite, exponent });
    });
  }
  const sealing = await sealingOf(terminal, {});
  const kept = await withKept(terminal, (memory) => memory.get());
  const folder = kept?.temporary_folder ?? home.usualTemporaryFolder;
  const shown = {
    suite: suiteName(sealing.suite),
    segment: sealing.exponent,
    temporary: folder,
    data: home.folder,
  };
  if (json) return printLine(terminal, printableJson(shown));
  const kib = 2 ** (sealing.exponent - 10);
  const size = kib < 1024 ? `${kib} KiB` : `${kib / 1024} MiB`;
  printLine(
    terminal,
    `New files are sealed with AES-256 in ${shown.suite.toUpperCase()}, in segments of ${size} (2^${shown.segment}).`,
  );
  printLine(terminal, `Temporary files, sealed: ${printable(shown.temporary)}`);
  printLine(
    terminal,
    `What this computer remembers: ${printable(shown.data)} (--home DIR or LATCHKEY_HOME, for another place)`,
  );
}

/** How a file is sealed that this call writes: what its options say, and for the rest what is set. */
export async function sealingOf(terminal: Terminal, given: SealChoice): Promise<SealDefaults> {
  const complete = await withKept(terminal, (memory) => new SealSettings(memory).complete(given));
  return complete ?? { suite: given.suite ?? USUAL_SEALING.suite, exponent: given.exponent ?? USUAL_SEALING.exponent };
}

/** Where this computer remembers nothing yet, nothing is made for a look. @returns undefined there */
async function withKept<T>(terminal: Terminal, act: (memory: SealingMemory) => Promise<T>): Promise<T | undefined> {
  const isThere = await stat(join(terminal.home, STATE_FILE)).catch(() => undefined);
  return isThere && withState(terminal, (state) => act(new SealingMemory(state)));
}

async function withState<T>(terminal: Terminal, act: (state: StateDatabase) => Promise<T>): Promise<T> {
  const state = await openState(terminal.home);
  try {
    return await act(state);
  } finally {
    await state.destroy();
  }
}
