/** What is wrong with a call of the command line itself. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: 'usage' | 'cancelled';

  constructor(code: 'usage' | 'cancelled', sentence: string) {
    super(sentence);
    this.code = code;
  }
}
