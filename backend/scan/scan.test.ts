import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { FINDING_KINDS, sentenceOf } from './finding.ts';
import { mask, SHOWN_FIRST, SHOWN_LAST } from './mask.ts';
import { BLOCK, MAX_FINDINGS } from './text-scan.ts';
import { drawn, look, lookAll } from './test-scan.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const pem = (type: 'pkcs8' | 'sec1', secret = {}) =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type, format: 'pem', ...secret }) as string;
const der = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });
const armoured = (label: string) =>
  `-----BEGIN ${label}-----\n${randomBytes(96).toString('base64')}\n-----END ${label}-----\n`;
const sqlite = (rest = 100) => Buffer.concat([Buffer.from('SQLite format 3\0'), randomBytes(rest)]);
const magic = (digits: string) => Buffer.concat([Buffer.from(digits, 'hex'), Buffer.alloc(64, 0x80)]);

/** A card's number with the check digit that fits. */
function card(): string {
  const digits = `4539${String(randomInt(10 ** 11)).padStart(11, '7')}`;
  const fits = (last: number) =>
    Array.from(`${digits}${last}`).reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return sum + (value > 9 ? value - 9 : value);
    }, 0) %
      10 ===
    0;
  return `${digits}${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find(fits)}`;
}

function iban(): string {
  const account = `${randomInt(10 ** 9, 10 ** 10 - 1)}${randomInt(10 ** 7, 10 ** 8 - 1)}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

const FILES: readonly (readonly [name: string, content: () => string | Uint8Array, kind: string])[] = [
  ['a/server.key', () => pem('pkcs8'), 'private-key'],
  ['a/old', () => pem('sec1'), 'private-key'],
  ['a/locked.pem', () => pem('pkcs8', { cipher: 'aes-256-cbc', passphrase: 'x' }), 'private-key'],
  ['a/chain.crt', () => `${armoured('CERTIFICATE')}${armoured('RSA PRIVATE KEY')}`, 'private-key'],
  ['.ssh/id_ed25519', () => armoured('OPENSSH PRIVATE KEY'), 'private-key'],
  ['me.asc', () => armoured('PGP PRIVATE KEY BLOCK'), 'private-key'],
  ['service.json', () => JSON.stringify({ private_key: armoured('PRIVATE KEY') }), 'private-key'],
  ['key.der', der, 'private-key'],
  ['login.ppk', () => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n${hex(60)}\n`, 'private-key'],
  ['age.txt', () => `AGE-SECRET-KEY-1${drawn(58).toUpperCase()}\n`, 'private-key'],
  ['cert.p12', () => magic('308209c60201033082098c06092a864886f70d010701'), 'key-store'],
  ['renamed.bin', () => magic('308209c60201033082098c06092a864886f70d010701'), 'key-store'],
  ['app.keystore', () => magic('feedfeed0000000200000001'), 'key-store'],
  ['renamed.dat', () => magic('feedfeed0000000200000001'), 'key-store'],
  ['app/.env', () => 'COLOUR=blue\n', 'environment-file'],
  ['app/.env.production', () => 'COLOUR=blue\n', 'environment-file'],
  ['wallet.dat', () => magic('00'.repeat(12) + '62310500'), 'wallet'],
  ['UTC--2026-01-02T03-04-05.6Z--' + '0a'.repeat(20), () => '{}', 'wallet'],
  ['eth.json', () => `{"crypto":{"cipher":"aes-128-ctr","ciphertext":"${hex(32)}","kdf":"scrypt"}}`, 'wallet'],
  ['default_wallet', () => `{"keystore":{"type":"bip32"},"seed_version":17,"wallet_type":"standard"}`, 'wallet'],
  ['vault.txt', () => `{"data":"${drawn(60)}","iv":"${drawn(22)}==","salt":"${drawn(43)}="}`, 'wallet'],
  ['passwords.kdbx', () => magic('03d9a29a67fb4bb500000400'), 'password-database'],
  ['renamed', () => magic('03d9a29a67fb4bb500000400'), 'password-database'],
  ['data.1pif', () => '{"uuid":"1"}', 'password-database'],
  [
    'lastpass.csv',
    () => 'url,username,password,totp,extra,name,grouping,fav\nhttps://a,b,c,,,d,,0\n',
    'password-export',
  ],
  ['chrome.csv', () => 'name,url,username,password\na,https://a,b,c\n', 'password-export'],
  [
    'bitwarden.csv',
    () => 'folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n',
    'password-export',
  ],
  ['bitwarden.json', () => '{"encrypted": false, "folders": [], "items": []}', 'password-export'],
  ['p/logins.json', () => '{"nextId":2,"logins":[]}', 'browser-profile'],
  ['p/key4.db', sqlite, 'browser-profile'],
  ['Default/Login Data', sqlite, 'browser-profile'],
  ['Network/Cookies', sqlite, 'browser-profile'],
  ['home/.bash_history', () => 'ls\n', 'shell-history'],
  ['home/.zsh_history', () => 'ls\n', 'shell-history'],
  ['home/.netrc', () => 'machine a login b\n', 'credentials-file'],
  ['home/.pgpass', () => 'h:1:d:u:p\n', 'credentials-file'],
  ['.aws/credentials', () => '[default]\n', 'credentials-file'],
  ['.kube\\config', () => 'apiVersion: v1\nkind: Config\n', 'credentials-file'],
  ['.npmrc', () => `//npm.example/:_authToken=${hex(16)}\n`, 'credentials-file'],
  ['Ana.key.json', () => formatKeyFile(newKeyFile('Ana', new Date(0))), 'latchkey-key'],
  [
    'key.json',
    () => JSON.stringify({ key: randomBytes(32).toString('base64'), iv: randomBytes(16).toString('base64') }),
    'latchkey-key',
  ],
];

test('each kind of file is known by its name or by its beginning, and told once, as a whole', async () => {
  const reports = await lookAll(FILES.map(([name, content]) => [name, content()]));
  expect(reports.map(({ path, findings }) => [path, findings[0]?.kind])).toEqual(
    FILES.map(([name, , kind]) => [name, kind]),
  );
  // The token in it has a line of its own.
  const lengths = reports.map(({ path, findings }) => [path, findings.length]);
  expect(lengths).toEqual(FILES.map(([name]) => [name, name === '.npmrc' ? 2 : 1]));
});

const SECRETS: readonly (readonly [what: string, secret: () => string, kind: string, service?: string])[] = [
  ['# {}', () => `ghp_${drawn(36)}`, 'service-token', 'GitHub'],
  ['pay with {}.', () => `sk_live_${drawn(24)}`, 'service-token', 'Stripe'],
  ['Authorization: Bearer {}', () => `latchkey_${hex(8)}_${drawn(43)}`, 'service-token', 'Latchkey'],
  ['maps: {}', () => `AIza${drawn(35)}`, 'service-token', 'Google'],
  ['aws_secret_access_key = {}', () => drawn(40), 'service-token', 'Amazon Web Services'],
  [
    'hook {} here',
    () => `xoxb-${randomInt(10 ** 11, 10 ** 12)}-${randomInt(10 ** 11, 10 ** 12)}-${drawn(24)}`,
    'service-token',
    'Slack',
  ],
  ['{}', () => `postgres://ana:${drawn(12)}@db.internal:5432/shop`, 'database-address'],
  ['clone {} now', () => `https://ana:${drawn(12)}@git.holm.no/x`, 'address-with-password'],
  ['password = "{}"', () => drawn(24), 'password'],
  ['  client_secret: {}', () => drawn(30), 'password'],
  ['Card: {}, valid until May', card, 'payment-card'],
  ['Card: {}', () => card().replaceAll(/(\d{4})(?=\d)/g, '$1 '), 'payment-card'],
  ['Transfer to {}.', iban, 'bank-account'],
  ['Transfer to {}.', () => iban().replaceAll(/(.{4})(?=.)/g, '$1 '), 'bank-account'],
];

const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(`é ${text}`),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeffé ${text}`),
  'UTF-16 LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 LE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(text, 'utf16le').swap16(),
  'UTF-16 BE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'Latin-1': (text) => Buffer.from(`é ${text}`, 'latin1'),
};

test.each(Object.entries(ENCODINGS))(
  'secrets in a text of %s are told with kind, line and a masked excerpt',
  async (_, encode) => {
    const cases = SECRETS.map(([words, make, kind, service]) => ({ words, secret: make(), kind, service }));
    const text = ({ words, secret }: (typeof cases)[number]) =>
      `One line.\r\nAnother.\n${words.replace('{}', secret)}\nThe end.\n`;
    const reports = await lookAll(cases.map((one, index) => [`${index}.txt`, encode(text(one))]));
    for (const [index, { words, secret, kind, service }] of cases.entries()) {
      const { findings } = reports[index]!;
      expect(findings, `${words} ${secret}`).toEqual([
        { kind, line: 3, excerpt: expect.any(String) as string, ...(service !== undefined && { service }) },
      ]);
      expect(findings[0]!.excerpt!.length).toBeLessThanOrEqual(SHOWN_FIRST + SHOWN_LAST + 1);
    }
  },
);

test('a masked secret shows its first and last few characters and nothing between, a short one nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 60 })), (secret) => {
      const shown = mask(secret);
      const [first, last] = [shown.split('…')[0]!, shown.split('…').at(-1)!];
      expect(secret.startsWith(first) && secret.endsWith(last)).toBe(true);
      expect(Array.from(shown).length).toBeLessThanOrEqual(SHOWN_FIRST + 1 + SHOWN_LAST);
      if (secret.length < 16) expect(shown).toBe('…');
    }),
  );
});

const prose = `The key to a good password is its length. Keep your keys and tokens apart: the password is secret.
A token = something you hold. password: your choice, secret: none. API key: see the manual. Password: ********
password=changeme1 token: \${TOKEN12345678} secret = "<your-secret-1>" api_key: process.env.API_KEY_1
TOKEN_HEADER = "x-holm-v2-metadata-token", secret: 'a-b2-some-name', const token = 'session_token_2_name';
On 2024-11-03 12:30 order 4000123412341235 or 1234567812345678 was sent; phone +49 170 1234567890, ISBN 9783161484100.
-----BEGIN PRIVATE KEY----- is how such a file begins. DE00 is no account, GB12 neither.
`;
const minified =
  `!function(e,t){var n={password:e.value,token:t.getToken(1),secret:"",apiKey:r.apiKey2};n.key="ArrowDown";`.repeat(
    800,
  );
const picture = `<img src="data:image/png;base64,${randomBytes(60_000).toString('base64')}">`;
const numbers = Array.from(
  { length: 2000 },
  (_, index) => `${index},${(index * 7.0310931).toFixed(14)},0.${hex(8)}`,
).join('\n');

test('prose, lock files, minified programs, pictures and numbers hold nothing to point out', async () => {
  const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url));
  const reports = await lookAll([
    ['letter.txt', prose],
    ['app.min.js', minified],
    ['page.html', picture],
    ['numbers.csv', numbers],
    ['random.bin', randomBytes(4096)],
    ['zeros.bin', new Uint8Array(4096)],
    ['empty/.env', ''],
    ['app/.env.example', 'TOKEN=\n'],
    ['id_rsa.pub', `ssh-rsa ${randomBytes(200).toString('base64')} ana@home\n`],
    ['cert.pem', armoured('CERTIFICATE')],
    ['package-lock.json', await read('package-lock.json')],
    ['README.md', await read('README.md')],
    ['threat-model.md', await read('docs/threat-model.md')],
    ['own-rules.ts', await read('backend/scan/own-rules.ts')],
    ['react.js', await read('node_modules/react-dom/cjs/react-dom-client.production.js')],
    ['errors.json', await read('renderer/words/en/errors.json')],
  ]);
  expect(reports.filter(({ findings }) => findings.length > 0)).toEqual([]);
});

test('a secret that lies across two blocks is told once, at its line', async () => {
  const secret = `ghp_${drawn(36)}`;
  for (const before of [BLOCK - 20, BLOCK - 2048, BLOCK - 1024, 2 * BLOCK - 2060]) {
    const filler = `${'word '.repeat(15)}\n`.repeat(Math.ceil(before / 76)).slice(0, before - 1);
    const { findings } = await look('log.txt', `${filler}\n${secret}\n`);
    expect(findings).toEqual([
      { kind: 'service-token', service: 'GitHub', line: filler.split('\n').length + 1, excerpt: mask(secret) },
    ]);
  }
});

test('a file full of secrets is told by its first ones', async () => {
  const lines = Array.from({ length: 200 }, () => `ghp_${drawn(36)}`);
  const { findings, partly } = await look('many.txt', lines.join('\n'));
  expect([findings.length, partly]).toEqual([MAX_FINDINGS, true]);
});

test('a comment in a file does not keep its secrets from being told', async () => {
  const { findings } = await look('quiet.js', `// secretlint-disable\nconst a = 'ghp_${drawn(36)}';\n`);
  expect(findings).toMatchObject([{ kind: 'service-token', line: 2 }]);
});

test('every kind has a sentence', () => {
  for (const kind of FINDING_KINDS) expect(sentenceOf({ kind })).toMatch(/^This .*\.$/);
});
