/**
 * `not-found`: a file or folder of this computer that is not there or cannot be read. `exists`: a file of this computer stands where
 * another would go. `unusable`: a place of this computer that cannot serve (no permission, read-only, disk full).
 * `unnameable`: a name of this computer that cannot stand in a vault. `no-key`: neither a key file nor a place for a new one.
 * `no-passphrase`: the key file wants one. `too-large`: more than a limit allows.
 * `damaged-database`: what an older program knew of its files cannot be read, or names what it must not.
 */
export const TRANSFER_ERRORS = [
  'not-found',
  'exists',
  'unusable',
  'unnameable',
  'no-key',
  'no-passphrase',
  'too-large',
  'damaged-database',
] as const;

export type TransferErrorCode = (typeof TRANSFER_ERRORS)[number];

/** A refusal of this computer's side. The message is a sentence for people, without secrets. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly code: TransferErrorCode;

  constructor(code: TransferErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
