/** `not-running`: no server runs with this home. `not-found`: it does not know what it was asked for. */
type CommandErrorCode = 'usage' | 'cancelled' | 'not-running' | 'not-found';

/** What is wrong with a call of the command line itself. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
