import type { FindingKind } from './finding.ts';

/** A kind of file that its first bytes give away, whatever it is called. Bytes stand as characters up to U+00FF. */
interface HeadRule {
  readonly kind: FindingKind;
  readonly begins: RegExp;
}

const RULES: readonly HeadRule[] = [
  // KeePass 1 and 2.
  { kind: 'password-database', begins: /^\x03\xd9\xa2\x9a[\x65-\x67]\xfb\x4b\xb5/ },
  { kind: 'password-database', begins: /^PWS3/ },
  // Java's JKS and JCEKS.
  { kind: 'key-store', begins: /^(\xfe\xed\xfe\xed|\xce\xce\xce\xce)\0\0\0[\x01\x02]/ },
  // PKCS#12: PFX ::= SEQUENCE { INTEGER 3, ContentInfo of PKCS#7 (RFC 7292) }.
  { kind: 'key-store', begins: /^\x30[^]{1,5}\x02\x01\x03\x30[^]{1,5}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07/ },
  // PKCS#8 in DER, of RSA and of elliptic curves (RFC 5958), and under a password: PBES2.
  {
    kind: 'private-key',
    begins:
      /^\x30[^]{1,4}\x02\x01[\0\x01]\x30[^]{1,2}\x06(\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01|\x07\x2a\x86\x48\xce\x3d\x02\x01|\x03\x2b\x65[\x6e-\x71])/,
  },
  { kind: 'private-key', begins: /^\x30[^]{1,4}\x30[^]{1,3}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05/ },
  { kind: 'private-key', begins: /^PuTTY-User-Key-File-\d+: / },
  // Bitcoin Core keeps wallets in Berkeley DB (a magic at 12) or in SQLite with an application id of its own (at 68).
  { kind: 'wallet', begins: /^[^]{12}\x62\x31\x05\0[^]{0,4000}(main|wallet|mkey|keymeta)/ },
  { kind: 'wallet', begins: /^SQLite format 3\0[^]{52}\xf9\xbe\xb4\xd9/ },
];

const JSON_RULES: readonly { kind: FindingKind; holds: readonly RegExp[] }[] = [
  { kind: 'latchkey-key', holds: [/"type"\s*:\s*"latchkey key file"/] },
  // What programs before Latchkey wrote: nothing but a key and an IV (format 1.5).
  {
    kind: 'latchkey-key',
    holds: [/^\s*\{\s*"(key|iv)"\s*:\s*"[\w+/=-]{22,44}"\s*,\s*"(key|iv)"\s*:\s*"[\w+/=-]{22,44}"\s*\}\s*$/],
  },
  // Web3 Secret Storage, Electrum, and MetaMask's vault.
  { kind: 'wallet', holds: [/"crypto"\s*:\s*\{/i, /"ciphertext"\s*:/, /"kdf"\s*:/] },
  { kind: 'wallet', holds: [/"(seed_version|wallet_type)"\s*:/, /"keystore"\s*:|"use_encryption"\s*:/] },
  { kind: 'wallet', holds: [/^\s*"?\{\\?"data\\?"\s*:/, /\\?"iv\\?"\s*:/, /\\?"salt\\?"\s*:/] },
  // Bitwarden and 1Password in JSON.
  { kind: 'password-export', holds: [/"encrypted"\s*:\s*false/, /"items"\s*:\s*\[/] },
  {
    kind: 'password-database',
    holds: [/"encrypted"\s*:\s*true/, /"(encKeyValidation_DO_NOT_EDIT|passwordProtected)"\s*:/],
  },
];

/** Tables of passwords name their columns: LastPass, Bitwarden, 1Password, KeePass, Chromium, Firefox. */
const PASSWORD_COLUMN = /^"?(login_)?password"?$/;
const OTHER_COLUMN = /^"?(login_)?(url|uri|username|user name|login name|web site|website|title|account)s?"?$/;
const MAX_HEAD_LINE = 1000;

/** @param head first bytes of the file, one character a byte */
export function kindByHead(head: string): FindingKind | undefined {
  return RULES.find(({ begins }) => begins.test(head))?.kind;
}

/** @param text the beginning of a text */
export function kindByText(text: string): FindingKind | undefined {
  if (/^\s*["{]/.test(text)) {
    const found = JSON_RULES.find(({ holds }) => holds.every((one) => one.test(text)));
    if (found !== undefined) return found.kind;
  }
  const [first = ''] = text.slice(0, MAX_HEAD_LINE).split(/[\r\n]/, 1);
  const columns = first.toLowerCase().split(/[,;\t]/);
  const others = columns.filter((column) => OTHER_COLUMN.test(column.trim()));
  const isTable = columns.some((column) => PASSWORD_COLUMN.test(column.trim())) && others.length >= 2;
  return isTable ? 'password-export' : undefined;
}
