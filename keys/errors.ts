/** The words of docs/format.md for what a reader refuses; closed, because callers map each to a sentence and an exit code. */
export const SEAL_ERRORS = [
  'not-sealed',
  'unsupported',
  'wrong-key',
  'tampered',
  'truncated',
  'wrong-password',
  'damaged-key-file',
  'wrong-key-or-damaged',
] as const;

export type SealErrorCode = (typeof SEAL_ERRORS)[number];

/** Which key a file wants and which was offered: 32 hex digits each, public in every header. */
export interface KeyMismatch {
  readonly needs: string;
  readonly given: string;
}

/**
 * A refusal. The message is the code alone: no secret, no offset, nothing that tells wrong padding from a bad tag.
 * `mismatch` is there for `wrong-key`.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: SealErrorCode;
  readonly mismatch: KeyMismatch | undefined;

  constructor(code: SealErrorCode, mismatch?: KeyMismatch) {
    super(code);
    this.code = code;
    this.mismatch = mismatch;
  }
}
