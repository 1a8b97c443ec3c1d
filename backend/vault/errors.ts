/**
 * `no-vault`: nothing there to open. `no-account`: nobody of that name there. `not-found`, `exists`: a path. `invalid-path`, `invalid-name`: cannot stand in a vault.
 * `tampered`: a record that no honest client wrote. `vanished`: a record whose content is missing without a "gone" (format 3.7).
 * `rolled-back`: the bucket shows an older state than this computer has seen. `unsafe-bucket`: conditional creation does not hold
 * there (format 3.9). `conflict`: another client changed the same file meanwhile. `old-password`: this session was begun with a password that another computer has changed since. `source-changed`: what was read changed while
 * it was read. `password-…`: why a new password is too easily guessed. `new-fingerprint`: an account that nobody has compared yet. `changed-fingerprint`: an account with other keys than this one
 * knew it by (format 5.3). `link-gone`: no such link, or one that was withdrawn. `link-used`, `link-expired`: it cannot be claimed any more. `wrong-proof`: it is not
 * claimed by whoever knows its secret. `no-claim`: its objects are for whoever claimed it, for a time. `object-gone`: what it opens was deleted.
 * `too-many`: more files than one link opens, more tokens than an account has, or more name keys than one keyring holds. `out-of-scope`: a
 * token for scripts that may not do this. `old-keys`: the account got newer keys than a token for scripts knows.
 */
export const VAULT_ERRORS = [
  'no-vault',
  'no-account',
  'not-found',
  'exists',
  'invalid-path',
  'invalid-name',
  'tampered',
  'vanished',
  'rolled-back',
  'unsafe-bucket',
  'conflict',
  'old-password',
  'source-changed',
  'password-common',
  'password-name',
  'password-pattern',
  'password-short',
  'new-fingerprint',
  'changed-fingerprint',
  'link-gone',
  'link-used',
  'link-expired',
  'wrong-proof',
  'no-claim',
  'object-gone',
  'too-many',
  'out-of-scope',
  'old-keys',
] as const;

export type VaultErrorCode = (typeof VAULT_ERRORS)[number];

/** A refusal of the vault. The message is a sentence for people: what it was about, without secrets. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
