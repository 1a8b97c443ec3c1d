/** 0 done, 1 unexpected, 2 usage, 3 not found, 4 wrong key or password, 5 damaged, 6 bucket unreachable or refusing, 7 exists already. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  usage: 2,
  'invalid-path': 2,
  'invalid-name': 2,
  unnameable: 2,
  'no-key': 2,
  'no-passphrase': 2,
  'password-length': 2,
  'no-vault': 3,
  'not-found': 3,
  'wrong-key': 4,
  'wrong-password': 4,
  'not-sealed': 5,
  unsupported: 5,
  tampered: 5,
  truncated: 5,
  'damaged-key-file': 5,
  'damaged-home': 5,
  vanished: 5,
  'rolled-back': 5,
  unreachable: 6,
  refused: 6,
  incomplete: 6,
  'unsafe-bucket': 6,
  exists: 7,
  cancelled: 130,
};

export function exitCodeOf(code: string): number {
  return EXIT_CODES[code] ?? 1;
}
