import type { HttpErrorCode } from '../contract/errors.ts';

/** A refusal of the server itself. The message is a sentence for people, without secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode | 'wrong-password';

  /** Seconds until it is worth another try. */
  readonly retryAfter: number | undefined;

  constructor(code: HttpErrorCode | 'wrong-password', sentence: string, retryAfter?: number) {
    super(sentence);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
