import { describe, expect, test } from 'vitest';
import { sealAccountRecord } from '../../keys/account-record.ts';
import { parseHeader } from '../../keys/header.ts';
import { Sealer } from '../../keys/sealer.ts';
import { sealShare } from '../../keys/share.ts';
import { formatRecord } from './record.ts';
import { meet, seen, TestPeople } from './test-people.ts';
import { bytesOf, keysOf, path } from './test-vault.ts';

const failing = (code: string) => expect.objectContaining({ code }) as Error;

/** Ana shares a.txt with Ben; `share` is the object. */
async function shared() {
  const people = await TestPeople.make();
  const sessions = await people.known();
  await people.put(sessions.ana, 'a.txt', 'a');
  await people.share(sessions.ana, path('a.txt'), 'Ben');
  const [share] = await keysOf(people.bucket, 'shares/');
  return { people, ...sessions, share: share!, bytes: await bytesOf(people.bucket, share!) };
}

describe('a public key that the bucket swapped (format 5.3)', () => {
  test('before first use is found by comparing fingerprints: the six words differ', async () => {
    const people = await TestPeople.make();
    const ana = await people.session(await people.join('Ana'));
    const ben = await people.session(await people.join('Ben'));
    const honest = ben.people.self().words;
    expect((await ana.people.find('Ben')).words).toBe(honest);
    await people.join('Ben', 'Mallory');
    const found = await ana.people.find('Ben');
    expect(found.standing).toBe('new');
    expect(found.words).not.toBe(honest);
    expect(found.words.split(' ')).toHaveLength(6);
  });

  test('later is refused on both sides until it is accepted', async () => {
    const { people, ana, ben } = await shared();
    await people.put(ana, 'b.txt', 'b');
    const { id, revision } = (await people.join('Ben', 'Mallory')).record;
    await expect(people.share(ana, path('b.txt'), 'Ben')).rejects.toThrow(failing('changed-fingerprint'));
    // Ben himself would find a record that is not his; the bucket shows him the right one, and another one of Ana's.
    await people.bucket.delete(people.vault.layout.account(id, revision));
    await people.join('Ana', 'Mallory too');
    expect(await seen(ben)).toEqual({ files: {}, refused: ['changed-fingerprint'] });
    const { shares, refused } = await ben.received.list();
    expect(shares).toEqual([]);
    expect(refused[0]!.sender).toBe('Ana');
    await expect(ben.received.choose([refused[0]!.id])).rejects.toThrow(failing('changed-fingerprint'));
    const now = await ben.people.find('Ana');
    expect(now).toMatchObject({ standing: 'changed', knownWords: ana.people.self().words });
    // Accepted, what the other keys signed is no share of theirs.
    await ben.people.accept(now.id, now.fingerprint, 'Ana');
    expect(await seen(ben)).toEqual({ files: {}, refused: ['tampered'] });
  });

  test('between comparing and accepting is not accepted', async () => {
    const people = await TestPeople.make();
    const ana = await people.session(await people.join('Ana'));
    await people.join('Ben');
    const compared = await ana.people.find('Ben');
    await people.join('Ben', 'Mallory');
    const accepting = ana.people.accept(compared.id, compared.fingerprint, 'Ben');
    await expect(accepting).rejects.toThrow(failing('changed-fingerprint'));
    expect(ana.people.known()).toEqual([]);
  });

  test('of another kind than format 5.2 says is refused before it is used', async () => {
    const { people, ana, ben } = await shared();
    const { keyring, record, boxKey } = ben.own.opened;
    const revision = record.revision + 1;
    const { publicKeys } = keyring;
    const weak = { ...keyring, publicKeys: { encryption: publicKeys.signing, signing: publicKeys.signing } };
    const text = sealAccountRecord(people.vault.id, revision, weak, record.kdf, boxKey);
    await people.bucket.put(people.vault.layout.account(record.id, revision), Buffer.from(text));
    await expect(ana.people.find('Ben')).rejects.toThrow(failing('tampered'));
  });
});

describe('a share is shown as refused and never opened (format 5.3)', () => {
  test('edited in any field', async () => {
    const { people, ben, share, bytes } = await shared();
    const json = JSON.parse(bytes.toString()) as Record<'wrapped' | 'box' | 'signature', string>;
    for (const field of ['wrapped', 'box', 'signature'] as const) {
      const hurt = Buffer.from(json[field], 'base64');
      hurt[7]! ^= 1;
      const edited = JSON.stringify({ ...json, [field]: hurt.toString('base64') });
      await people.bucket.put(share, Buffer.from(edited));
      expect(await seen(ben)).toEqual({ files: {}, refused: ['tampered'] });
    }
    await people.bucket.put(share, Buffer.alloc(1024 * 1024));
    expect(await seen(ben)).toEqual({ files: {}, refused: ['tampered'] });
  });

  test('moved to another recipient', async () => {
    const { people, ben, share, bytes } = await shared();
    const cai = await people.session(await people.join('Cai'));
    await meet(cai, 'Ana');
    await people.bucket.put(share.replace(ben.accountId, cai.accountId), bytes);
    expect(await seen(cai)).toEqual({ files: {}, refused: ['tampered'] });
  });

  test('moved to another file', async () => {
    const { people, ana, ben, share, bytes } = await shared();
    await people.put(ana, 'b.txt', 'b');
    const [a, b] = ['a.txt', 'b.txt'].map((name) => ana.catalog.select(path(name))[0]!.id);
    await people.bucket.put(share.replace(a!, b!), bytes);
    expect(await seen(ben)).toEqual({ files: { 'a.txt': 'a' }, refused: ['tampered'] });
  });

  test('passed off as another sender’s, or as the recipient’s own', async () => {
    const { people, ana, ben, share, bytes } = await shared();
    const cai = await people.session(await people.join('Cai'));
    await meet(ben, 'Cai');
    await people.bucket.delete(share);
    await people.bucket.put(share.replace(ana.accountId, cai.accountId), bytes);
    await people.bucket.put(share.replace(ana.accountId, ben.accountId), bytes);
    expect(await seen(ben)).toEqual({ files: {}, refused: ['tampered', 'tampered'] });
  });

  test('from an account that is not there', async () => {
    const { people, ana, ben, share, bytes } = await shared();
    await people.bucket.put(share.replace(ana.accountId, 'ab'.repeat(16)), bytes);
    expect(await seen(ben)).toEqual({ files: { 'a.txt': 'a' }, refused: ['no-account'] });
  });

  test('made by its sender for an object elsewhere, under another’s name, without a digest, or too deep or long to be handled', async () => {
    const { people, ana, ben, share } = await shared();
    const [file] = ana.catalog.select(path('a.txt'));
    const objectKey = await ana.content.objectKey(file!, people.keyFile);
    const parties = {
      vaultId: people.vault.id,
      fileId: file!.id,
      senderId: ana.accountId,
      recipientId: ben.accountId,
      recipientKey: ben.own.keyring.publicKeys.encryption,
    };
    const whole = {
      objectKey,
      key: file!.objectKey,
      record: JSON.parse(formatRecord(file!.record)) as object,
      sender: 'Ana',
    };
    for (const change of [
      { key: `accounts/${ben.accountId}.0000000001.json` },
      { key: file!.objectKey.replace(ana.accountId, ben.accountId) },
      { sender: 'Cai' },
      { record: { ...whole.record, h: undefined } },
      { record: { ...whole.record, p: '../a.txt' } },
      // regression: one that was so deep that it could not be written again kept all shares from being listed.
      { record: { ...whole.record, deep: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as unknown } },
      // regression: to compose a name of this length took as long as a second, for each share.
      { sender: `Ana${'\u0301\u0316'.repeat(10_000)}` },
    ]) {
      const content = { ...whole, ...change } as Parameters<typeof sealShare>[1];
      const text = sealShare(parties, content, ana.own.keyring.privateKeys.signing);
      await people.bucket.put(share, Buffer.from(text));
      expect(await seen(ben)).toEqual({ files: {}, refused: ['tampered'] });
    }
  });
});

test('what a stranger shares is told with their words to compare, and does not open before', async () => {
  const people = await TestPeople.make();
  const [ana, ben] = [await people.session(await people.join('Ana')), await people.session(await people.join('Ben'))];
  await meet(ana, 'Ben');
  await people.put(ana, 'a.txt', 'a');
  await people.share(ana, path('a.txt'), 'Ben');
  const { shares } = await ben.received.list();
  expect(shares).toMatchObject([{ standing: 'new', sender: 'Ana' }]);
  expect(() => ben.received.open(shares[0]!)).toThrow(failing('new-fingerprint'));
  await meet(ben, 'Ana');
  expect(await seen(ben)).toEqual({ files: { 'a.txt': 'a' }, refused: [] });
});

test('content that a holder of its objectKey sealed anew is refused by the digest (format 2.3, "h")', async () => {
  const { people, ana, ben } = await shared();
  const [file] = ana.catalog.select(path('a.txt'));
  // Sealed with the same keys, under the same header: all but the digest fits.
  const { salt, exponent } = parseHeader(await bytesOf(people.bucket, file!.objectKey));
  const sealer = new Sealer(people.keyFile, { fileId: file!.id, exponent, salt });
  const forged = Buffer.concat([...sealer.push(Buffer.from('b')), ...sealer.finish()]);
  await people.bucket.put(file!.objectKey, forged);
  await expect(seen(ben)).rejects.toThrow(failing('tampered'));
  const own = ana.content.open(file!, people.keyFile).toArray();
  await expect(own).rejects.toThrow(failing('tampered'));
});

test('keys in shares/ that are none of Latchkey’s are passed over', async () => {
  const { people, ben, share, bytes } = await shared();
  for (const key of [`${share}.bak`, share.replace('.json', ''), `shares/${ben.accountId}/.DS_Store`]) {
    await people.bucket.put(key, bytes);
  }
  expect(await seen(ben)).toEqual({ files: { 'a.txt': 'a' }, refused: [] });
});
