import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { AccountVault } from '../vault/account-vault.ts';
import { move, remove, restore } from './change-command.ts';
import { CommandError } from './command-error.ts';
import { type Deed, deedOf, recordDeed } from './deed.ts';
import { get } from './get-command.ts';
import { addImportCommand } from './import-command.ts';
import { init } from './init-command.ts';
import { keyNew, keyShow } from './key-command.ts';
import { link, links, unlink } from './link-command.ts';
import { list } from './list-command.ts';
import { log } from './log-command.ts';
import { Outcome } from './outcome.ts';
import { put } from './put-command.ts';
import { rotateNames } from './rotate-command.ts';
import { scan } from './scan-command.ts';
import { openFile, sealFile } from './seal-command.ts';
import { segmentOption, suiteOption, wholeNumber } from './sealing-options.ts';
import { serve } from './serve-command.ts';
import { sessions } from './sessions-command.ts';
import { addSettingsCommand } from './settings-command.ts';
import { addSharingCommands } from './sharing-commands.ts';
import { syncCheck } from './sync-check-command.ts';
import type { Terminal } from './terminal.ts';
import { addTokenCommands } from './token-commands.ts';
import { transfers } from './transfers-command.ts';
import { userAdd, userList } from './user-command.ts';
import { verify } from './verify-command.ts';

/** Runs one call of the command line. @returns its exit code */
export async function runCommand(argv: readonly string[], world: Terminal): Promise<number> {
  const ends: (() => Promise<void>)[] = [];
  let vault: AccountVault | undefined;
  let deed: Deed | undefined;
  let terminal: Terminal = {
    ...world,
    loggedIn: (opened) => (vault = opened),
    atEnd: (act) => void ends.push(act),
  };
  const outcome = new Outcome(world);
  const program = new Command('latchkey')
    .description('Encrypt here, store anywhere, keep the key.')
    .version(manifest.version, '--version')
    .option('--home <dir>', 'where local state lives (or LATCHKEY_HOME)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: () => undefined,
    })
    .hook('preAction', (_, command) => {
      deed = deedOf(command);
      const { home } = command.optsWithGlobals<{ home?: string }>();
      if (home !== undefined) terminal = { ...terminal, home: resolve(world.folder, home) };
    });
  addOfflineCommands(program, () => terminal, outcome);
  addVaultCommands(program, () => terminal, outcome);
  addImportCommand(program, () => terminal, outcome);
  addSharingCommands(program, () => terminal, outcome);
  addTokenCommands(program, () => terminal, outcome);
  addSettingsCommand(program, () => terminal);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    outcome.fail(error instanceof CommanderError ? usageError(error, program) : error);
  } finally {
    if (vault !== undefined && deed !== undefined) await recordDeed(terminal, vault, deed, outcome.code);
    for (const end of ends) await end();
  }
  return outcome.exitCode;
}

function addOfflineCommands(program: Command, terminal: () => Terminal, outcome: Outcome): void {
  const key = program.command('key').description('make and inspect key files');
  key.action(() => {
    throw new CommandError('usage', 'Give "key new FILE" or "key show FILE".');
  });
  key
    .command('new <file>')
    .description('draw a new key and write its file')
    .option('--name <name>', 'what the key is called')
    .option('--protect', 'under a passphrase: LATCHKEY_PASSPHRASE or a prompt')
    .addOption(force())
    .action((file, options) => keyNew(terminal(), file, options));
  key
    .command('show <file>')
    .description('tell name, id and age of a key file, never the key')
    .option('--json', 'for programs')
    .action((file, options) => keyShow(terminal(), file, options));
  program
    .command('scan <path...>')
    .description('point out what is sensitive in files of this computer, before they go in; nothing is sent or changed')
    .option('--json', 'for programs: [{"path", "findings", "skipped"}]')
    .action((files, options) => scan(terminal(), files, options));
  program
    .command('seal <in> <out>')
    .description('seal a file beside any vault')
    .addOption(keyFile())
    .addOption(suiteOption())
    .addOption(segmentOption())
    .addOption(force())
    .action((from, to, options) => sealFile(terminal(), outcome, [from, to], options));
  program
    .command('open <in> <out>')
    .description('open a sealed file with its key file alone')
    .addOption(keyFile())
    .addOption(force())
    .action((from, to, options) => openFile(terminal(), outcome, [from, to], options));
}

function addVaultCommands(program: Command, terminal: () => Terminal, outcome: Outcome): void {
  const paths = new Argument('<path...>', 'paths in the vault');
  program
    .command('init')
    .description('make the vault, or join it; a name it does not know becomes a new account')
    .requiredOption('--bucket <bucket>', 'where sealed files go: a folder, or s3://bucket/folder?endpoint=…&region=…')
    .requiredOption('--user <name>', 'your name in the vault')
    .option('--trust <sha256>', 'the certificate of the server to trust, by its fingerprint')
    .addOption(force('use this vault from now on, in place of another one'))
    .action((options) => init(terminal(), options));
  program
    .command('put <path...>')
    .description('seal files and whole folders into the vault')
    .addOption(keyFile())
    .option('--to <folder>', 'folder in the vault')
    .addOption(suiteOption())
    .addOption(segmentOption())
    .action((files, options) => put(terminal(), outcome, files, options));
  program
    .command('ls [folder]')
    .description('list a folder of the vault')
    .option('--recursive', 'all files below it')
    .option('--trash', 'what is in the trash')
    .option('--versions', 'all versions of a file')
    .option('--json', 'for programs: [{"path", "id", "size", "modified", "key"}], files only')
    .action((folder, options) => list(terminal(), outcome, folder, options));
  program
    .command('get')
    .addArgument(paths)
    .description('open files and folders of the vault into a folder here')
    .addOption(keyFile('key file; not with --shared').makeOptionMandatory(false))
    .option('--to <dir>', 'folder of this computer')
    .option('--id <id>', 'one version of one file, by the end of its id')
    .option('--shared', 'what others share with you, as "latchkey shares" lists it; no key file is needed')
    .option('--from <user>', 'with --shared: only what this account shares')
    .addOption(force())
    .action((files, options) => get(terminal(), outcome, files, options));
  program
    .command('mv <from> <to>')
    .description('rename or move a file or folder in the vault')
    .action((from, to) => move(terminal(), from, to));
  program
    .command('rm')
    .addArgument(paths)
    .description('put into the trash')
    .option('--forever', 'delete for good, with all versions')
    .action((files, options) => remove(terminal(), outcome, files, options));
  program
    .command('restore')
    .addArgument(paths)
    .description('take out of the trash')
    .action((files) => restore(terminal(), outcome, files));
  program
    .command('link')
    .addArgument(paths)
    .description(
      'make a link that opens files in a browser, without an account; its address is printed once and kept nowhere',
    )
    .addOption(keyFile())
    .addOption(
      new Option('--downloads <n>', 'how often it may be used')
        .default(1)
        .argParser((text) => wholeNumber(text, 1, 100)),
    )
    .option('--expires <time>', 'how long it lasts: 30m, 24h, 7d', '24h')
    .option('--password', 'under a password as well: LATCHKEY_LINK_PASSWORD or a prompt')
    .option('--host <url>', 'the server others reach; else the one that was set in the window')
    .action((files, options) => link(terminal(), outcome, files, options));
  program
    .command('links')
    .description('list your download links')
    .option(
      '--json',
      'for programs: [{"id", "names", "files", "bytes", "made", "expires", "downloads", "used", "state"}]',
    )
    .action((options) => links(terminal(), options));
  program
    .command('unlink <id...>')
    .description('withdraw download links: nobody gets anything by them any more')
    .action((ids) => unlink(terminal(), outcome, ids));
  program
    .command('sync-check')
    .description('tell what vanished from the bucket or went back to an older state since this computer last saw it')
    .option('--accept', 'what is there now is right: tell no more of it')
    .option('--json', 'for programs: [{"path", "id", "code"}]')
    .action((options) => syncCheck(terminal(), outcome, options));
  program
    .command('verify [path...]')
    .description('read files of the vault and check every byte; all versions, and the trash where no path is given')
    .addOption(keyFile())
    .option('--quick', 'only whether they are there, as long as they should be, and begin as they should')
    .option('--json', 'for programs: {"checked", "bytes", "damaged", "otherKeys"}')
    .action((files, options) => verify(terminal(), outcome, files, options));
  program
    .command('transfers')
    .description('list uploads and downloads of this computer that were begun and are not complete')
    .option('--clean', 'give them up: free what the bucket and this computer keep of them')
    .option('--json', 'for programs: [{"kind", "file", "begun", "bytes", "done"}]')
    .action((options) => transfers(terminal(), outcome, options));
  const user = program.command('user').description('the accounts of the vault');
  user
    .command('add <name>')
    .description('make an account; its password from LATCHKEY_PASSWORD or a prompt')
    .action((name) => userAdd(terminal(), name));
  user
    .command('list')
    .description('list account ids, and the names that this computer has met')
    .option('--json', 'for programs: [{"id", "name"}]')
    .action((options) => userList(terminal(), options));
  user
    .command('rotate-names')
    .description('give your account a new key for names, and seal all names anew under it; contents stay as they are')
    .option('--finish', 'draw no new key: go on where it was stopped')
    .action((options) => rotateNames(terminal(), options));
  program
    .command('sessions')
    .description('list who is logged in to the Latchkey that runs with this home')
    .option('--end <id>', 'end one of these log-ins')
    .option('--json', 'for programs')
    .action((options) => sessions(terminal(), options));
  program
    .command('log')
    .description('tell what you did through this computer, the newest first')
    .option('--since <date>', 'not before')
    .option('--kind <kind>', 'log-in, upload, download, move, trash, restore, delete, share, link, …')
    .option('--csv', 'as a table for other programs')
    .action((options) => log(terminal(), options));
  program
    .command('serve')
    .description('answer over HTTPS on this computer, or others as well')
    .option('--host <host>', 'address to listen on; 0.0.0.0 for other computers too', '127.0.0.1')
    .option('--cert <pem>', 'certificate to show other computers, with its chain; else one is made and kept')
    .option('--cert-key <pem>', 'its private key')
    .addOption(new Option('--name <host>', 'name other computers call it by; may be repeated').argParser(hostNames))
    .addOption(new Option('--port <port>', 'port to listen on (0: any free one)').default(0).argParser(portNumber))
    .option('--json', 'first line {"url", "port", "fingerprint", "pid"}')
    .action((options) => serve(terminal(), options));
}

function keyFile(does = 'key file'): Option {
  return new Option('--key <file>', does).makeOptionMandatory();
}

function force(does = 'replace what stands there'): Option {
  return new Option('--force', does);
}

/** A host name or an address, with a port where another one leads here. */
function hostNames(text: string, before: readonly string[] = []): string[] {
  if (/^([a-z\d_](?:[a-z\d_.-]*[a-z\d_])?|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(text) && text.length <= MAX_HOST_NAME)
    return [...before, text];
  throw new InvalidArgumentError('It is a host name, or host:port.');
}

/** A DNS name has 253 characters (RFC 1035), and a port follows. */
const MAX_HOST_NAME = 260;

function portNumber(text: string): number {
  return wholeNumber(text, 0, 65_535);
}

function usageError(error: CommanderError, program: Command): CommandError {
  if (error.code === 'commander.help') {
    const names = program.commands.map((command) => command.name()).join(', ');
    return new CommandError('usage', `Give a command: ${names}. See "latchkey --help".`);
  }
  const sentence = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/[.]?$/, '.');
  return new CommandError('usage', `${sentence[0]?.toUpperCase()}${sentence.slice(1)} See "latchkey --help".`);
}
