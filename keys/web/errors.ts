/** The words of docs/format.md for what a reader refuses, as far as a browser reads; a test holds them against those of keys/errors.ts. */
export const SEAL_ERRORS = [
  'not-sealed',
  'unsupported',
  'wrong-key',
  'tampered',
  'truncated',
  'wrong-password',
  'damaged-key-file',
] as const;

export type SealErrorCode = (typeof SEAL_ERRORS)[number];

/** A refusal. The message is the code alone: no secret, no offset, nothing that tells wrong padding from a bad tag. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: SealErrorCode;

  constructor(code: SealErrorCode) {
    super(code);
    this.code = code;
  }
}
