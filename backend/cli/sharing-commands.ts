import { Argument, Option, type Command } from 'commander';
import { fingerprint } from './fingerprint-command.ts';
import type { Outcome } from './outcome.ts';
import { passwd } from './passwd-command.ts';
import { share, unshare } from './share-command.ts';
import { shares } from './shares-command.ts';
import type { Terminal } from './terminal.ts';

/** Sharing between accounts, and the password of one's own. */
export function addSharingCommands(program: Command, terminal: () => Terminal, outcome: Outcome): void {
  const paths = new Argument('<path...>', 'paths in the vault');
  program
    .command('share')
    .addArgument(paths)
    .description('share files and whole folders, as they are now, with another account of the vault')
    .requiredOption('--with <user>', 'the name of that account')
    .addOption(new Option('--key <file>', 'key file').makeOptionMandatory())
    .action((files, options) => share(terminal(), outcome, files, options));
  program
    .command('shares')
    .description('list what others share with you, and what you share')
    .option('--json', 'for programs: {"received", "refused", "given"}')
    .action((options) => shares(terminal(), outcome, options));
  program
    .command('unshare')
    .addArgument(paths)
    .description('take a share back, or stop seeing a received one')
    .option('--with <user>', 'whom you shared it with; a copy they took stays with them')
    .option('--received', 'stop seeing what somebody shares with you')
    .option('--from <user>', 'with --received: only what this account shares')
    .action((files, options) => unshare(terminal(), outcome, files, options));
  program
    .command('fingerprint [user]')
    .description('tell the six words of your account, or of another one, to compare them')
    .option('--accept', 'the words were compared and match')
    .option('--json', 'for programs: {"username", "words", "fingerprint", "standing"}')
    .action((user, options) => fingerprint(terminal(), outcome, user, options));
  const user = program.commands.find((command) => command.name() === 'user') ?? program.command('user');
  user
    .command('passwd')
    .description('change your password: LATCHKEY_PASSWORD and LATCHKEY_NEW_PASSWORD, or prompts')
    .action(() => passwd(terminal()));
}
