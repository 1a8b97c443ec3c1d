import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';
import { tokenCreate, tokenRevoke, tokens } from './token-command.ts';

/** Tokens with which scripts ask the server instead of a password. */
export function addTokenCommands(program: Command, terminal: () => Terminal, outcome: Outcome): void {
  const token = program.command('token').description('make and revoke tokens for scripts');
  token.action(() => {
    throw new CommandError('usage', 'Give "token create --name NAME --scope SCOPES" or "token revoke ID".');
  });
  token
    .command('create')
    .description('make a token for the server’s endpoints; it is printed once and kept nowhere')
    .requiredOption('--name <name>', 'what its acts are shown under')
    .requiredOption('--scope <scopes>', 'what it may do: read, write, share, with commas between them')
    .option('--expires <time>', 'how long it lasts: 30m, 24h, 90d', '90d')
    .option('--json', 'for programs: {"token", "id", "name", "scope", "created", "expires"}')
    .action((options) => tokenCreate(terminal(), options));
  token
    .command('revoke <id...>')
    .description('end tokens: nobody gets in by them any more')
    .action((ids) => tokenRevoke(terminal(), outcome, ids));
  program
    .command('tokens')
    .description('list your tokens for scripts')
    .option('--json', 'for programs: [{"id", "name", "scope", "created", "expires", "used"}]')
    .action((options) => tokens(terminal(), options));
}
