import type { HttpErrorCode } from '../contract/errors.ts';

/** The server's own codes, and those of rooms below that it gives for a reason of its own. */
type RefusalCode = HttpErrorCode | 'wrong-password' | 'out-of-scope';

/** A refusal of the server itself. The message is a sentence for people, without secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: RefusalCode;

  /** Seconds until it is worth another try. */
  readonly retryAfter: number | undefined;

  constructor(code: RefusalCode, sentence: string, retryAfter?: number) {
    super(sentence);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
