import type { FindingKind } from './finding.ts';

/** A file that its name gives away, where needed with what its beginning must hold. */
interface NameRule {
  readonly kind: FindingKind;
  /** Of "folder/name" in small letters. */
  readonly name: RegExp;
  readonly begins?: RegExp;
}

const SQLITE = /^SQLite format 3\0/;

const RULES: readonly NameRule[] = [
  {
    kind: 'private-key',
    name: /\.ppk$|\/id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
    begins: /PRIVATE KEY|PuTTY-User-Key-File/,
  },
  { kind: 'key-store', name: /\.(p12|pfx)$/, begins: /^\x30[\x80-\x84]/ },
  { kind: 'key-store', name: /\.(jks|jceks|bks|keystore)$/ },
  { kind: 'environment-file', name: /\/(\.env|\.envrc|[^/]*\.env)$/, begins: /^\s*(export\s+)?\w+\s*=\s*\S/m },
  {
    kind: 'environment-file',
    name: /\/\.env\.(?!(.*\.)?(example|sample|template|dist|defaults)$)[^/]+$/,
    begins: /^\s*(export\s+)?\w+\s*=\s*\S/m,
  },
  { kind: 'wallet', name: /\/(wallet\.dat|utc--[^/]+--[0-9a-f]{40}(\.json)?)$/ },
  { kind: 'password-database', name: /\.(kdbx?|1pif|1pux|psafe3|opvault|agilekeychain|keychain-db)$/ },
  { kind: 'browser-profile', name: /\/logins\.json$/, begins: /"(encryptedPassword|nextId|logins)"/ },
  { kind: 'browser-profile', name: /\/(key[34]\.db|signons\.sqlite|cookies\.sqlite)$/ },
  { kind: 'browser-profile', name: /\/(login data( for account)?|cookies|web data)$/, begins: SQLITE },
  {
    kind: 'shell-history',
    name: /\/(\.(bash|zsh|sh|ksh|psql|mysql|sqlite|python|node_repl|rediscli|dbshell|lesshst)_?history|fish_history|consolehost_history\.txt)$/,
  },
  { kind: 'credentials-file', name: /\/([._]netrc|\.pgpass|pgpass\.conf|\.git-credentials|\.my\.cnf|\.htpasswd)$/ },
  { kind: 'credentials-file', name: /\/(\.pypirc|rclone\.conf|\.s3cfg|credentials\.tfrc\.json|\.dockercfg)$/ },
  { kind: 'credentials-file', name: /\/\.aws\/credentials$|\/application_default_credentials\.json$/ },
  {
    kind: 'credentials-file',
    name: /\/\.kube\/config$|\/kubeconfig$|\.kubeconfig$/,
    begins: /kind:\s*Config|clusters:/,
  },
  { kind: 'credentials-file', name: /\/\.docker\/config\.json$/, begins: /"auth"\s*:/ },
  { kind: 'credentials-file', name: /\/\.npmrc$/, begins: /_(authToken|password|auth)\s*=\s*(?!\$\{)\S/ },
];

/**
 * What a file is by its name.
 * @param path with "/" or "\" between names
 * @param head its first bytes, one character a byte
 */
export function kindByName(path: string, head: string): FindingKind | undefined {
  if (head === '') return undefined;
  const names = path.replaceAll('\\', '/').split('/');
  const name = `/${names.slice(-2).join('/')}`.toLowerCase();
  return RULES.find((rule) => rule.name.test(name) && (rule.begins?.test(head) ?? true))?.kind;
}
