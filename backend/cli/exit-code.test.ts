import { expect, test } from 'vitest';
import { SEAL_ERRORS } from '../../keys/errors.ts';
import { CONNECTION_FAULTS } from '../buckets/connection-check.ts';
import { BUCKET_ERRORS } from '../buckets/errors.ts';
import { TRANSFER_ERRORS } from '../transfers/errors.ts';
import { VAULT_ERRORS } from '../vault/errors.ts';
import { exitCodeOf } from './exit-code.ts';

const EXPECTED: Readonly<Record<string, number>> = {
  'not-sealed': 5,
  unsupported: 5,
  'wrong-key': 4,
  tampered: 5,
  truncated: 5,
  'wrong-password': 4,
  'old-password': 4,
  'wrong-proof': 4,
  'damaged-key-file': 5,
  'damaged-database': 5,
  'wrong-key-or-damaged': 4,
  'not-found': 3,
  'link-gone': 3,
  'object-gone': 3,
  exists: 7,
  'invalid-key': 1,
  'out-of-range': 1,
  incomplete: 6,
  unreachable: 6,
  refused: 6,
  'no-vault': 3,
  'no-account': 3,
  'invalid-path': 2,
  'invalid-name': 2,
  vanished: 5,
  'new-fingerprint': 2,
  'changed-fingerprint': 5,
  'rolled-back': 5,
  'unsafe-bucket': 6,
  'wrong-host': 6,
  'tls-untrusted': 6,
  'wrong-secret': 6,
  'clock-skew': 6,
  'no-such-bucket': 6,
  'no-list': 6,
  'no-write': 6,
  'no-conditional-create': 6,
  redirected: 6,
  conflict: 1,
  'out-of-scope': 1,
  'old-keys': 1,
  'source-changed': 1,
  'link-used': 1,
  'link-expired': 1,
  'no-claim': 1,
  unusable: 1,
  unnameable: 2,
  'no-key': 2,
  'no-passphrase': 2,
  'too-large': 1,
  'password-length': 2,
  'password-common': 2,
  'password-name': 2,
  'password-pattern': 2,
  'password-short': 2,
  'too-many': 2,
  busy: 1,
  'damaged-home': 5,
  'not-running': 3,
  usage: 2,
  cancelled: 130,
  unexpected: 1,
};
const CLASSES = { SEAL_ERRORS, BUCKET_ERRORS, CONNECTION_FAULTS, VAULT_ERRORS, TRANSFER_ERRORS };

test.each(Object.entries(CLASSES))('every code of %s has the exit code that is promised', (_, codes) => {
  const unlisted = codes.filter((code) => !Object.hasOwn(EXPECTED, code));
  expect(unlisted).toEqual([]);
});

test.each(Object.entries(EXPECTED))('%s ends with %i', (code, exitCode) => {
  expect(exitCodeOf(code)).toBe(exitCode);
});
