/** What can be pointed out. A closed set: each has its sentence here and its words in the window. */
export const FINDING_KINDS = [
  'latchkey-key',
  'private-key',
  'key-store',
  'environment-file',
  'wallet',
  'password-database',
  'password-export',
  'browser-profile',
  'shell-history',
  'credentials-file',
  'service-token',
  'database-address',
  'address-with-password',
  'password',
  'payment-card',
  'bank-account',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something sensitive in a file, or the file itself. Holds nothing of a secret but what {@link mask} leaves. */
export interface Finding {
  readonly kind: FindingKind;
  /** From 1; without it the whole file is meant. */
  readonly line?: number;
  readonly excerpt?: string;
  /** Whose token it is, such as "GitHub". */
  readonly service?: string;
}

/** Why a file was not looked at. */
export const SKIPPED = ['unreadable', 'not-a-file', 'slow'] as const;

/** One file that was, or was not, looked at. */
export interface FileReport {
  readonly path: string;
  readonly findings: readonly Finding[];
  /** Bytes that were read. */
  readonly read: number;
  /** Only its beginning was looked at, or only the first of what is in it is told. */
  readonly partly: boolean;
  readonly skipped?: (typeof SKIPPED)[number];
}

const SENTENCES: Readonly<Record<Exclude<FindingKind, 'service-token'>, string>> = {
  'latchkey-key':
    'This is a Latchkey key file. In a vault that it opens it helps nobody who has lost the others: keep a copy somewhere else.',
  'private-key': 'This is a private key. Whoever gets it can act in its owner’s name.',
  'key-store': 'This is a key store. It usually holds private keys.',
  'environment-file': 'This file holds settings of a program, often with passwords and tokens in them.',
  wallet: 'This is a wallet. Whoever gets it and its password can spend what is in it.',
  'password-database': 'This is the database of a password manager.',
  'password-export': 'This is a list of passwords as a password manager or browser writes it, readable by anybody.',
  'browser-profile': 'This belongs to a browser and holds saved passwords or log-ins.',
  'shell-history': 'This is a history of commands, which often holds passwords that were typed.',
  'credentials-file': 'This file holds log-ins of a program.',
  'database-address': 'This is the address of a database with its password in it.',
  'address-with-password': 'This is an address with a name and a password in it.',
  password: 'This looks like a password or another secret.',
  'payment-card': 'This looks like the number of a payment card.',
  'bank-account': 'This is the number of a bank account (IBAN).',
};

/** A finding in plain words. */
export function sentenceOf({ kind, service }: Pick<Finding, 'kind' | 'service'>): string {
  if (kind !== 'service-token') return SENTENCES[kind];
  const whose = service === undefined ? 'a service' : service;
  return `This looks like an access token of ${whose}. Whoever gets it can act in its owner’s name.`;
}

/** Why a file was not looked at, in plain words. */
export function skippedSentence(why: (typeof SKIPPED)[number]): string {
  if (why === 'slow') return 'This file was not looked at: it took too long.';
  if (why === 'not-a-file') return 'This was not looked at: it is a link, or no ordinary file.';
  return 'This file was not looked at: it cannot be read.';
}
