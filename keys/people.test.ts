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
import { keyringMembers, newKeyring, parseKeyring } from './keyring.ts';
import { MIN_COST, newKdf, PasswordWork } from './password.ts';
import { openShare, sealShare, type ShareParties } from './share.ts';

interface AccountVector {
  password: string;
  record: Record<string, unknown> & { id: string; revision: number; keyring: string; kdf: Record<string, unknown> };
  keyring: Record<string, unknown> & { username: string };
  fingerprint: string;
}

const people = JSON.parse(readFileSync(new URL('vectors/people.json', import.meta.url), 'utf8')) as {
  vaultId: string;
  accounts: AccountVector[];
  share: {
    fileId: string;
    sender: string;
    recipient: string;
    json: Record<'wrapped' | 'box' | 'signature', string>;
    opensTo: Record<string, unknown>;
  };
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

describe('the share (format 5.3)', () => {
  const { share } = people;
  const [sender, recipient] = [share.sender, share.recipient].map((name) =>
    people.accounts.find((account) => account.keyring.username === name)!,
  ) as [AccountVector, AccountVector];
  const keysOf = (account: AccountVector) => parseKeyring(account.keyring);
  const parties: ShareParties = {
    vaultId,
    fileId: share.fileId,
    senderId: sender.record.id,
    recipientId: recipient.record.id,
    recipientKey: keysOf(recipient).publicKeys.encryption,
  };
  const open = (json: unknown, change: Partial<ShareParties> = {}, keys = { sender, recipient }) =>
    openShare(
      bytes(json),
      { ...parties, ...change },
      keysOf(keys.sender).publicKeys.signing,
      keysOf(keys.recipient).privateKeys.encryption,
    );
  const tampered = expect.objectContaining({ code: 'tampered' }) as Error;

  test('opens to what it hands over, exactly', () => {
    const { objectKey, key, record } = open(share.json);
    expect({ objectKey: objectKey.toString('base64'), key, record }).toEqual(share.opensTo);
  });

  test('is tampered with a bit of any byte of any of its fields changed', () => {
    for (const field of ['wrapped', 'box', 'signature'] as const) {
      const whole = Buffer.from(share.json[field], 'base64');
      for (let at = 0; at < whole.length; at += 1) {
        const hurt = Buffer.from(whole);
        hurt[at]! ^= 1 << (at & 7);
        expect(() => open({ ...share.json, [field]: hurt.toString('base64') })).toThrow(tampered);
      }
    }
  });

  test('is tampered for another vault, file, sender or recipient, and with a key of theirs', () => {
    const other = 'ab'.repeat(16);
    for (const id of ['vaultId', 'fileId', 'senderId', 'recipientId'] as const) {
      expect(() => open(share.json, { [id]: other })).toThrow(tampered);
    }
    expect(() => open(share.json, { recipientKey: keysOf(sender).publicKeys.encryption })).toThrow(tampered);
    expect(() => open(share.json, {}, { sender: recipient, recipient })).toThrow(tampered);
    expect(() => open(share.json, {}, { sender, recipient: sender })).toThrow(tampered);
  });

  test.each([
    ['no type', { type: 'latchkey link' }, 'tampered'],
    ['a version to come', { version: 2 }, 'unsupported'],
    ['a wrapped key cut short', { wrapped: share.json.wrapped.slice(0, -4) }, 'tampered'],
    ['text after the base64', { signature: `${share.json.signature} ` }, 'tampered'],
    ['a box that is none', { box: 7 }, 'tampered'],
  ])('is refused with %s', (_, change, code) => {
    expect(() => open({ ...share.json, ...change })).toThrow(expect.objectContaining({ code }));
  });

  test('that is made here opens for its recipient alone, and twice the same content looks different', () => {
    const { signing } = keysOf(sender).privateKeys;
    const content = { ...open(share.json), sender: 'Ana' };
    const [one, two] = [sealShare(parties, content, signing), sealShare(parties, content, signing)];
    expect(open(JSON.parse(one))).toEqual(content);
    expect(one).not.toBe(two);
    // Signed by the right one, made for somebody else: the signature holds and the key does not come out.
    const mine = { ...parties, recipientKey: keysOf(sender).publicKeys.encryption };
    const stray = JSON.parse(sealShare(mine, content, signing)) as unknown;
    expect(() => open(stray, { recipientKey: mine.recipientKey })).toThrow(tampered);
  });
});

test('regression: a name without end is nobody’s at once; composing it took time with the square of its length', () => {
  expect(accountId(vaultId, 'x'.repeat(4096))).toMatch(/^[0-9a-f]{32}$/);
  const endless = () => accountId(vaultId, `a${'\u0301\u0316'.repeat(1_000_000)}`);
  expect(endless).toThrow(expect.objectContaining({ code: 'tampered' }));
});

test('a record nested deeper than 1,000 levels is refused: no reader could write it again', () => {
  const [{ record }] = people.accounts as [AccountVector];
  const nested = (levels: number) =>
    bytes({ ...record, later: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown });
  expect(parseAccountRecord(nested(999)).id).toBe(record.id);
  for (const levels of [1000, 1500]) {
    expect(() => parseAccountRecord(nested(levels))).toThrow(expect.objectContaining({ code: 'tampered' }));
  }
});
