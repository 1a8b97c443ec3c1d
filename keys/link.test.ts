import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  deriveLinkKeys,
  formatLink,
  MAX_LINK_DOWNLOADS,
  newLinkSecret,
  openLinkBox,
  parseLink,
  provesLink,
  sealLinkBox,
  sha256,
  type LinkFile,
} from './link.ts';
import { MIN_COST, newKdf, parseKdf, PasswordWork } from './password.ts';

interface LinkVector {
  vaultId: string;
  linkId: string;
  secret: string;
  password: string | null;
  proof: string;
  proofHash: string;
  expiry: number;
  downloads: number;
  kdf: Record<string, unknown> | null;
  box: string;
  opensTo: { files: { objectKey: string; key: string; record: Record<string, unknown> }[] };
}

const { links } = JSON.parse(readFileSync(new URL('vectors/people.json', import.meta.url), 'utf8')) as {
  links: LinkVector[];
};
const work = new PasswordWork();
const kdfOf = (link: LinkVector) => (link.kdf === null ? null : parseKdf(link.kdf, 'name')!);
const derived = new Map<string, ReturnType<typeof deriveLinkKeys>>();
/** Derived once: it costs a third of a second. */
function keysOf(link: LinkVector, password = link.password ?? '') {
  const name = `${link.linkId} ${password}`;
  const keys = derived.get(name) ?? deriveLinkKeys(link.secret, kdfOf(link), password, work);
  derived.set(name, keys);
  return keys;
}
const refusalOf = (link: LinkVector) => (link.kdf === null ? 'tampered' : 'wrong-password');

describe.each(links)('the link of a vector with password $password (format 5.4)', (link) => {
  const box = Buffer.from(link.box, 'base64');

  test('has its proof, its hash and its files, exactly', async () => {
    const keys = await keysOf(link);
    expect(keys.proof.toString('hex')).toBe(link.proof);
    expect(sha256(keys.proof).toString('hex')).toBe(link.proofHash);
    const { files } = openLinkBox(keys, link, box);
    expect(files.map((file) => ({ ...file, objectKey: file.objectKey.toString('base64') }))).toEqual(
      link.opensTo.files,
    );
    expect(sealLinkBox(keys, link, { files }, box.subarray(0, 16)).toString('base64')).toBe(link.box);
  });

  test.each<[string, Partial<LinkVector>]>([
    ['another vault', { vaultId: 'ab'.repeat(16) }],
    ['another link', { linkId: 'ab'.repeat(16) }],
    ['vault and link exchanged', { vaultId: link.linkId, linkId: link.vaultId }],
    ['a later expiry', { expiry: link.expiry + 1 }],
    ['more downloads', { downloads: link.downloads + 1 }],
  ])('does not open under %s', async (_, change) => {
    const keys = await keysOf(link);
    expect(() => openLinkBox(keys, { ...link, ...change }, box)).toThrow(
      expect.objectContaining({ code: refusalOf(link) }),
    );
  });

  test('does not open with a flipped bit of its box, its secret or its password', async () => {
    const flipped = Buffer.from(box);
    flipped[20]! ^= 1;
    const keys = await keysOf(link);
    expect(() => openLinkBox(keys, link, flipped)).toThrow(expect.objectContaining({ code: refusalOf(link) }));
    const others = [await deriveLinkKeys(newLinkSecret(), kdfOf(link), link.password ?? '', work)];
    if (link.kdf !== null) others.push(await keysOf(link, 'open sesame'));
    for (const other of others) {
      expect(other.proof.equals(keys.proof)).toBe(false);
      expect(() => openLinkBox(other, link, box)).toThrow(expect.objectContaining({ code: refusalOf(link) }));
    }
  });

  test('comes back from links/<id>.json', () => {
    const proofHash = Buffer.from(link.proofHash, 'hex');
    const record = { expiry: link.expiry, downloads: link.downloads, kdf: kdfOf(link), proofHash, box };
    expect(parseLink(Buffer.from(formatLink(record)))).toEqual({ ...record, note: undefined });
    const note = randomBytes(80);
    expect(parseLink(Buffer.from(formatLink({ ...record, note }))).note).toEqual(note);
  });
});

describe('a link at rest', () => {
  const file: LinkFile = { objectKey: randomBytes(32), key: 'files/a/b', record: { p: 'a' } };
  const terms = { vaultId: '1f'.repeat(16), linkId: '2e'.repeat(16), expiry: 1_800_000_000_000, downloads: 1 };
  const kdf = newKdf(MIN_COST);
  const made = (async () => {
    const secret = newLinkSecret();
    const keys = await deriveLinkKeys(secret, null, '', work);
    const proofHash = sha256(keys.proof);
    return {
      secret,
      keys,
      text: formatLink({ ...terms, kdf, proofHash, box: sealLinkBox(keys, terms, { files: [file] }) }),
    };
  })();
  const parse = async (change: Record<string, unknown>) =>
    parseLink(Buffer.from(JSON.stringify({ ...(JSON.parse((await made).text) as object), ...change })));

  test('shows nothing that opens or claims it, and is proved by its proof alone', async () => {
    const { secret, keys, text } = await made;
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(text).not.toContain(keys.proof.toString(encoding));
      expect(text).not.toContain(Buffer.from(secret, 'base64url').toString(encoding));
      expect(text).not.toContain(file.objectKey.toString(encoding));
    }
    const record = parseLink(Buffer.from(text));
    expect(provesLink(record, keys.proof)).toBe(true);
    expect(provesLink(record, record.proofHash)).toBe(false);
    expect(provesLink(record, keys.proof.subarray(1))).toBe(false);
  });

  test.each<[string, object]>([
    ['N below 2^15', { N: 2 ** 14 }],
    ['N above 2^17', { N: 2 ** 18 }],
    ['r other than 8', { r: 16 }],
    ['p other than 1', { p: 2 }],
    ['another function', { name: 'argon2id' }],
    ['a short salt', { salt: 'AAAA' }],
  ])('is refused before any work for %s (format 1.4)', async (_, change) => {
    const { kdf: written } = JSON.parse((await made).text) as { kdf: object };
    await expect(parse({ kdf: { ...written, ...change } })).rejects.toMatchObject({ code: 'unsupported' });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['another type', { type: 'latchkey share' }, 'tampered'],
    ['a version to come', { version: 2 }, 'unsupported'],
    ['no downloads', { downloads: 0 }, 'tampered'],
    ['more downloads than anybody counts', { downloads: MAX_LINK_DOWNLOADS + 1 }, 'tampered'],
    ['half a download', { downloads: 1.5 }, 'tampered'],
    ['an expiry before all time', { expiry: -1 }, 'tampered'],
    ['an expiry that is no number', { expiry: '1' }, 'tampered'],
    ['a short proof hash', { proofHash: 'ab' }, 'tampered'],
    ['a box in another spelling', { box: 'A' }, 'tampered'],
    ['a kdf that is a text', { kdf: 'scrypt' }, 'tampered'],
    ['no kdf', { kdf: undefined }, 'unsupported'],
  ])('with %s is refused', async (_, change, code) => {
    await expect(parse(change)).rejects.toMatchObject({ code });
  });

  test('that no reader would take is not written', async () => {
    const { keys } = await made;
    const record = { ...terms, kdf: null, proofHash: sha256(keys.proof), box: Buffer.alloc(80) };
    for (const change of [
      { downloads: 0 },
      { downloads: 1_001 },
      { expiry: 1.5 },
      { box: Buffer.alloc(4 * 2 ** 20) },
    ]) {
      expect(() => formatLink({ ...record, ...change })).toThrow(RangeError);
    }
  });

  test.each(['', 'AAAA', `${'A'.repeat(42)}B=`, 'é'.repeat(43)])('the secret %j is none', async (secret) => {
    await expect(deriveLinkKeys(secret, null, '', work)).rejects.toMatchObject({ code: 'tampered' });
  });
});
