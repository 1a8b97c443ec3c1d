import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  accountBoxKey,
  accountId,
  openAccountRecord,
  parseAccountRecord,
  sealAccountRecord,
} from './account-record.ts';
import { accountFingerprint } from './fingerprint.ts';
import { keyringMembers, newKeyring } from './keyring.ts';
import { MIN_COST, newKdf, PasswordWork } from './password.ts';

interface AccountVector {
  password: string;
  record: Record<string, unknown> & { id: string; revision: number; keyring: string; kdf: Record<string, unknown> };
  keyring: Record<string, unknown> & { username: string };
  fingerprint: string;
}

const people = JSON.parse(readFileSync(new URL('vectors/people.json', import.meta.url), 'utf8')) as {
  vaultId: string;
  accounts: AccountVector[];
};
const { vaultId } = people;
const work = new PasswordWork();
const bytes = (json: unknown) => Buffer.from(JSON.stringify(json));

describe.each(people.accounts)('the account record of $keyring.username (format 5.2)', (account) => {
  test('opens to its keyring, exactly', async () => {
    const record = parseAccountRecord(bytes(account.record));
    const { keyring } = await openAccountRecord(record, vaultId, account.password, work);
    expect({ ...keyringMembers(keyring), kdf: account.record.kdf }).toEqual(account.keyring);
    expect(accountId(vaultId, account.keyring.username)).toBe(account.record.id);
  });

  test('has its fingerprint (format 5.3)', () => {
    const record = parseAccountRecord(bytes(account.record));
    const ids = { vaultId: Buffer.from(vaultId, 'hex'), accountId: Buffer.from(record.id, 'hex') };
    expect(accountFingerprint({ ...ids, ...record.publicKeys }).toString('hex')).toBe(account.fingerprint);
  });

  test('is refused under another password, in another vault, at another revision', async () => {
    const record = parseAccountRecord(bytes(account.record));
    const refused = { code: 'wrong-password' };
    await expect(openAccountRecord(record, vaultId, `${account.password} `, work)).rejects.toMatchObject(refused);
    const otherVault = vaultId.replace('d', 'e');
    await expect(openAccountRecord(record, otherVault, account.password, work)).rejects.toMatchObject(refused);
    const older = { ...record, revision: record.revision + 1 };
    await expect(openAccountRecord(older, vaultId, account.password, work)).rejects.toMatchObject(refused);
  });

  test('is tampered where what lies outside differs from what lies inside', async () => {
    const other = people.accounts.find((one) => one !== account)!;
    const swapped = parseAccountRecord(bytes({ ...account.record, publicKeys: other.record['publicKeys'] }));
    const opening = openAccountRecord(swapped, vaultId, account.password, work);
    await expect(opening).rejects.toMatchObject({ code: 'tampered' });
  });

  test.each([
    ['N below 2^15', { N: 2 ** 14 }],
    ['N above 2^17', { N: 2 ** 18 }],
    ['N no power of two', { N: 2 ** 16 + 1 }],
    ['r other than 8', { r: 16 }],
    ['p other than 1', { p: 2 }],
    ['another function', { name: 'argon2id' }],
    ['a short salt', { salt: 'AAAA' }],
  ])('is refused before any work for %s (format 1.4)', (_, change) => {
    const hostile = { ...account.record, kdf: { ...account.record.kdf, ...change } };
    expect(() => parseAccountRecord(bytes(hostile))).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

test('names of one spelling are one account: NFKC, then lowercase (format 5.1)', () => {
  expect(accountId(vaultId, 'ＡＮＡ')).toBe(accountId(vaultId, 'ana'));
  expect(accountId(vaultId, 'ZOE\u0308')).toBe(accountId(vaultId, 'zoë'));
  expect(accountId(vaultId, 'ana')).not.toBe(accountId(vaultId, 'anna'));
});

test('a new account opens with its password, keeps unknown members, and with no other', async () => {
  const fresh = await newKeyring('Ana');
  const keyring = { ...fresh, unknown: { laterMember: [1, 2] } };
  const kdf = newKdf(MIN_COST);
  const boxKey = await accountBoxKey('a long password', kdf, work);
  const text = sealAccountRecord(vaultId, 1, keyring, kdf, boxKey, { recovery: 'AAAA' });
  const record = parseAccountRecord(Buffer.from(text));
  expect(record.members['recovery']).toBe('AAAA');
  expect((await openAccountRecord(record, vaultId, 'a long password', work)).keyring).toEqual(keyring);
  const wrong = openAccountRecord(record, vaultId, 'A long password', work);
  await expect(wrong).rejects.toMatchObject({ code: 'wrong-password' });
});
