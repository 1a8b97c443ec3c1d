import { createHash } from 'node:crypto';

/** What people read aloud: the first eight hex digits of a key id, as `4F2A-91CC`. */
export function keyFingerprint(keyId: string): string {
  return `${keyId.slice(0, 4)}-${keyId.slice(4, 8)}`.toUpperCase();
}

/** Fingerprint of an account (format 5.3), 32 bytes. Ids are 16 bytes each, keys SPKI. */
export function accountFingerprint(account: {
  readonly vaultId: Uint8Array;
  readonly accountId: Uint8Array;
  readonly encryption: Uint8Array;
  readonly signing: Uint8Array;
}): Buffer {
  const hash = createHash('sha256').update(account.vaultId).update(account.accountId);
  return hash.update(account.encryption).update(account.signing).digest();
}
