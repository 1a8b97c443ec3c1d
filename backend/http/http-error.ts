import type { HttpErrorCode } from '../contract/errors.ts';

/** A refusal of the server itself. The message is a sentence for people, without secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode | 'wrong-password';

  constructor(code: HttpErrorCode | 'wrong-password', sentence: string) {
    super(sentence);
    this.code = code;
  }
}
