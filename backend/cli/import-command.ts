import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { UNPROTECTED, flaskFormat, userManagerFormat } from '../transfers/classic-file.ts';
import { readOldDatabase } from '../transfers/classic-database.ts';
import { bringOver } from '../transfers/classic-import.ts';
import {
  explainOld,
  explainPassed,
  planClassic,
  type ClassicPlan,
  type PassedFile,
  type PlannedFile,
} from '../transfers/classic-plan.ts';
import type { Failure } from '../transfers/failure.ts';
import { flaskFiles, userManagerFiles } from '../transfers/old-files.ts';
import { oldSecret } from '../transfers/old-secret.ts';
import { toVaultFolder } from '../vault/path.ts';
import { CommandError } from './command-error.ts';
import { logIn, openEngine, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, progressBar, type Terminal } from './terminal.ts';

interface ImportOptions {
  readonly key: string;
  readonly to?: string;
  readonly unchecked?: true;
  readonly json?: true;
}

interface FlaskOptions extends ImportOptions {
  readonly database: string;
  readonly token?: string;
  readonly globalKey?: string;
}

/** `latchkey import`: files of two older programs, opened and sealed anew into the vault (format 6). */
export function addImportCommand(program: Command, terminal: () => Terminal, outcome: Outcome): void {
  const group = program.command('import').description('bring files of an older program into the vault');
  group.action(() => {
    throw new CommandError('usage', 'Give "import user-manager PATH..." or "import flask-encryptor DIR".');
  });
  const common = (command: Command): Command =>
    command
      .addOption(new Option('--key <file>', 'key file to seal them with').makeOptionMandatory())
      .option('--to <folder>', 'folder in the vault')
      .option('--unchecked', 'also where no file can tell a wrong key or token')
      .option('--json', 'for programs: {"files": [{"file", "path", "code"}], "notice"}');
  common(group.command('user-manager <path...>'))
    .description('files of the "User Manager": .enct files, and folders of them')
    .requiredOption('--old-key <file>', 'its key.json')
    .action((paths, options) => importUserManager(terminal(), outcome, paths, options));
  common(group.command('flask-encryptor <dir>'))
    .description('the folder of uploads of a "Flask-Encryptor"')
    .requiredOption('--database <file>', 'its SQLite file, or an export of it as JSON')
    .option(
      '--token <token>',
      "the user's token; arguments show to other users of this computer, LATCHKEY_OLD_TOKEN does not",
    )
    .option('--global-key <key>', 'the key of the names; the same holds, with LATCHKEY_OLD_GLOBAL_KEY')
    .action((dir, options) => importFlask(terminal(), outcome, dir, options));
}

async function importUserManager(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: ImportOptions & { oldKey: string },
): Promise<void> {
  const to = toVaultFolder(options.to);
  const oldKey = await openKey(terminal, options.oldKey);
  if (oldKey.form !== 'classic') {
    throw new CommandError('usage', `${options.oldKey} is a key file of Latchkey; give the old program's key.json.`);
  }
  const found = userManagerFiles(
    paths.map((path) => resolve(terminal.folder, path)),
    to,
  );
  await run(terminal, outcome, await planClassic(userManagerFormat(oldKey), found, terminal.signal), options);
}

async function importFlask(terminal: Terminal, outcome: Outcome, dir: string, options: FlaskOptions): Promise<void> {
  const to = toVaultFolder(options.to);
  const database = await readOldDatabase(resolve(terminal.folder, options.database));
  const [token, globalKey] = [
    oldSecret('token', options.token ?? terminal.oldToken, database.tokens),
    oldSecret('global key', options.globalKey ?? terminal.oldGlobalKey, database.globalKeys),
  ].map((secret) => {
    if ('value' in secret) return secret.value;
    throw new CommandError('usage', secret.fault);
  }) as [string, string];
  const found = flaskFiles(resolve(terminal.folder, dir), database, globalKey, to);
  await run(terminal, outcome, await planClassic(flaskFormat(token), found, terminal.signal), options);
}

/** Brings over what was planned, unless one file showed that the key or token is a wrong one; tells of every file. */
async function run(terminal: Terminal, outcome: Outcome, plan: ClassicPlan, options: ImportOptions): Promise<void> {
  if (plan.condemned.length > 0) {
    for (const culprit of plan.condemned) outcome.tell(explainOld(culprit));
    return;
  }
  if (plan.files.length > 0 && !plan.isChecked && options.unchecked !== true) {
    throw new CommandError('usage', UNCHECKED);
  }
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const report = new Report(terminal, outcome, options.json === true);
  for (const passed of plan.passed) report.passed(passed);
  for (const fault of plan.faults) report.failed(fault.localPath, explainOld(fault));
  const vault = await logIn(terminal);
  const engine = await openEngine(terminal);
  const bar = progressBar(
    terminal,
    plan.files.reduce((sum, { size }) => sum + size, 0),
  );
  try {
    await bringOver(engine, vault, keyFile, plan, {
      signal: terminal.signal,
      around: async (file, act) => {
        try {
          terminal.signal.throwIfAborted();
          await act((bytes) => bar.advance(bytes, printable(file.path)));
          bar.stop();
          report.done(file);
        } catch (error) {
          if (terminal.signal.aborted) throw error;
          const { localPath, path } = file;
          report.failed(localPath, explainOld({ localPath, error: error as Error }), path);
        }
      },
    });
  } finally {
    bar.stop();
    await engine.close();
    report.end();
  }
}

const UNCHECKED =
  'None of these files can tell whether the token is the right one: they end with a whole block. Nothing was brought over; ' +
  'give --unchecked if you are sure, and look at the files afterwards.';

/** Each file in a line as it is done, then the sum and what the old formats never protected; or all of it as JSON at the end. */
class Report {
  readonly #terminal: Terminal;
  readonly #outcome: Outcome;
  readonly #isJson: boolean;
  readonly #files: { file: string; path?: string | undefined; code: string }[] = [];
  #done = 0;

  constructor(terminal: Terminal, outcome: Outcome, isJson: boolean) {
    this.#terminal = terminal;
    this.#outcome = outcome;
    this.#isJson = isJson;
  }

  done({ localPath, path }: PlannedFile): void {
    this.#done += 1;
    if (this.#isJson) this.#files.push({ file: localPath, path, code: 'done' });
    else printLine(this.#terminal, `${printable(localPath)} -> ${printable(path)}`);
  }

  failed(localPath: string, failure: Failure, path?: string): void {
    if (this.#isJson) this.#files.push({ file: localPath, path, code: failure.code });
    this.#outcome.tell(failure);
  }

  passed(one: PassedFile): void {
    const { code, sentence } = explainPassed(one);
    if (this.#isJson) this.#files.push({ file: one.passed, code });
    else printLine(this.#terminal, printable(sentence));
  }

  end(): void {
    if (this.#isJson) {
      printLine(this.#terminal, printableJson({ files: this.#files, notice: UNPROTECTED }));
      return;
    }
    printLine(this.#terminal, `${this.#done} brought over. ${UNPROTECTED}`);
  }
}
