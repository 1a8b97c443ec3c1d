import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountId,
  MAX_ACCOUNT_RECORD_BYTES,
  MAX_REVISION,
  openAccountRecord,
  parseAccountRecord,
  sealAccountRecord,
} from './account-record.ts';
import { BoxKey } from './box.ts';
import { SealError } from './errors.ts';
import {
  areOurKinds,
  keyringMembers,
  MAX_NAME_KEYS,
  newKeyring,
  parseKeyring,
  type Keyring,
  type PublicKeys,
} from './keyring.ts';
import { kdfMembers, MIN_COST, newKdf, PasswordWork } from './password.ts';

const vaultId = 'd0'.repeat(16);
const keyring = await newKeyring('Ana');
const kdf = newKdf(MIN_COST);
const secret = randomBytes(32);
const boxKey = new BoxKey(secret, 'wrong-password');

/** Work that costs nothing: every password is the same key. */
class NoWork extends PasswordWork {
  override derive(): Promise<Buffer> {
    return Promise.resolve(Buffer.from(secret));
  }
}
const open = (text: string, vault = vaultId) =>
  openAccountRecord(parseAccountRecord(Buffer.from(text)), vault, 'any', new NoWork());

function refusal(run: () => unknown): SealError {
  try {
    run();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

type Json = Record<string, unknown>;
const members = JSON.parse(JSON.stringify(keyringMembers(keyring))) as Json;
const spki = (type: 'rsa' | 'rsa-pss' | 'ed25519' | 'ed448' | 'x25519' | 'ec', bits = 3072): Buffer => {
  const der = {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  };
  const generate = generateKeyPairSync as (kind: string, options: object) => { publicKey: Buffer };
  return generate(type, { modulusLength: bits, namedCurve: 'P-256', ...der }).publicKey;
};

describe('the kinds of keys of format 5.2', () => {
  test('are what a new keyring has, and the private keys match the public ones', () => {
    expect(areOurKinds(keyring.publicKeys)).toBe(true);
    const [encryption, signing] = [keyring.publicKeys.encryption, keyring.publicKeys.signing].map((key) =>
      createPublicKey({ key, format: 'der', type: 'spki' }),
    );
    const [decryption, signer] = [keyring.privateKeys.encryption, keyring.privateKeys.signing].map((key) =>
      createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    );
    expect(encryption!.asymmetricKeyDetails).toMatchObject({ modulusLength: 3072, publicExponent: 65_537n });
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const wrapped = publicEncrypt({ key: encryption!, ...oaep }, Buffer.from('K'));
    expect(privateDecrypt({ key: decryption!, ...oaep }, wrapped).toString()).toBe('K');
    expect(verify(null, Buffer.from('m'), signing!, sign(null, Buffer.from('m'), signer!))).toBe(true);
  });

  const other: [string, Partial<PublicKeys>][] = [
    ['RSA of 2,048 bits', { encryption: spki('rsa', 2048) }],
    ['RSA of 3,071 bits', { encryption: spki('rsa', 3071) }],
    ['RSA of 4,096 bits', { encryption: spki('rsa', 4096) }],
    ['RSA for PSS alone', { encryption: spki('rsa-pss') }],
    ['an elliptic curve for encryption', { encryption: spki('ec') }],
    ['a signing key for encryption', { encryption: keyring.publicKeys.signing }],
    ['an RSA key for signing', { signing: keyring.publicKeys.encryption }],
    ['Ed448', { signing: spki('ed448') }],
    ['X25519', { signing: spki('x25519') }],
    ['a private key as the public one', { encryption: keyring.privateKeys.encryption }],
    [
      'bytes behind the encryption key',
      { encryption: Buffer.concat([keyring.publicKeys.encryption, Buffer.alloc(1)]) },
    ],
    ['bytes behind the signing key', { signing: Buffer.concat([keyring.publicKeys.signing, Buffer.alloc(1)]) }],
    ['no bytes', { signing: Buffer.alloc(0) }],
    ['no key', { encryption: Buffer.from('no key at all') }],
  ];
  test.each(other)('are not %s', async (_, change) => {
    const publicKeys = { ...keyring.publicKeys, ...change };
    expect(areOurKinds(publicKeys)).toBe(false);
    const text = sealAccountRecord(vaultId, 1, { ...keyring, publicKeys }, kdf, boxKey);
    await expect(open(text)).rejects.toMatchObject({ code: 'tampered' });
  });
});

describe('a keyring', () => {
  test('comes back from its JSON, with members nobody knows yet and any pins (format 3.2, 5.2)', () => {
    const anyJson = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const anyMember = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString'));
    fc.assert(
      fc.property(fc.dictionary(anyMember, anyJson), anyMember, anyJson, (pins, member, value) => {
        fc.pre(!Object.hasOwn(members, member) && member !== 'kdf');
        const json = JSON.parse(`{${JSON.stringify(member)}: ${JSON.stringify(value)}}`) as Json;
        const kept = parseKeyring({ ...members, ...json, pins: JSON.parse(JSON.stringify(pins)) as Json });
        expect(Object.keys(kept.unknown)).toEqual([member]);
        const again = JSON.parse(JSON.stringify(keyringMembers(kept))) as Json;
        expect(Object.hasOwn(again, member)).toBe(true);
        expect(parseKeyring(again)).toEqual(kept);
        expect(Object.getPrototypeOf(kept.unknown)).toBe(Object.prototype);
        expect(({} as Json)['polluted']).toBeUndefined();
      }),
    );
  });

  test('does not take its kdf for a member nobody knows: the record adds that', () => {
    expect(parseKeyring({ ...members, kdf: {} }).unknown).toEqual({});
  });

  test('has 1 to 1,000 name keys, read and written (format 5.2)', async () => {
    expect(MAX_NAME_KEYS).toBe(1_000);
    const keys = (count: number) => Array.from({ length: count }, () => randomBytes(32));
    const texts = (count: number) => keys(count).map((key) => key.toString('base64'));
    expect(parseKeyring({ ...members, nameKeys: texts(1_000) }).nameKeys).toHaveLength(1_000);
    expect(refusal(() => parseKeyring({ ...members, nameKeys: texts(1_001) })).code).toBe('tampered');
    expect(refusal(() => parseKeyring({ ...members, nameKeys: [] })).code).toBe('tampered');
    const full: Keyring = { ...keyring, nameKeys: keys(1_000) };
    expect((await open(sealAccountRecord(vaultId, 1, full, kdf, boxKey))).keyring).toEqual(full);
    for (const nameKeys of [keys(1_001), []]) {
      expect(() => sealAccountRecord(vaultId, 1, { ...keyring, nameKeys }, kdf, boxKey)).toThrow(RangeError);
    }
  });

  test('keeps its name keys in order: the first writes (format 5.2)', () => {
    const nameKeys = Array.from({ length: 10 }, () => randomBytes(32));
    const json = JSON.parse(JSON.stringify(keyringMembers({ ...keyring, nameKeys }))) as Json;
    expect(parseKeyring(json).nameKeys).toEqual(nameKeys);
  });

  const text = randomBytes(32).toString('base64');
  test.each<[string, Json]>([
    ['no username', { username: undefined }],
    ['a username that is no text', { username: ['Ana'] }],
    ['no name keys', { nameKeys: undefined }],
    ['name keys that are no list', { nameKeys: { 0: text, length: 1 } }],
    ['a name key of 31 bytes', { nameKeys: [randomBytes(31).toString('base64')] }],
    ['a name key of 33 bytes', { nameKeys: [text, randomBytes(33).toString('base64')] }],
    ['a name key that is no text', { nameKeys: [text, null] }],
    ['a name key in another spelling', { nameKeys: [text.replace('=', '')] }],
    ['no private keys', { privateKeys: undefined }],
    ['half the private keys', { privateKeys: { signing: text } }],
    ['no public keys', { publicKeys: null }],
    ['public keys that are a list', { publicKeys: [text, text] }],
    ['pins that are a list', { pins: [] }],
    ['no pins', { pins: undefined }],
  ])('with %s is tampered', (_, change) => {
    const { code, message } = refusal(() => parseKeyring({ ...members, ...change }));
    expect([code, message]).toEqual(['tampered', 'tampered']);
  });
});

describe('an account record', () => {
  const text = sealAccountRecord(vaultId, 7, keyring, kdf, boxKey);
  const json = JSON.parse(text) as Json;
  const parse = (change: Json) => parseAccountRecord(Buffer.from(JSON.stringify({ ...json, ...change })));

  test('shows what format 5.2 lists and nothing that is in the keyring', () => {
    const shown = ['type', 'version', 'id', 'revision', 'nonce', 'kdf', 'publicKeys', 'keyring'];
    expect(Object.keys(json)).toEqual(shown);
    expect(json).toMatchObject({ type: 'latchkey account', version: 1, id: accountId(vaultId, 'ana'), revision: 7 });
    expect(json['kdf']).toEqual({ name: 'scrypt', ...kdfMembers(kdf) });
    const { nameKeys, privateKeys } = keyring;
    for (const hidden of [...nameKeys, privateKeys.encryption, privateKeys.signing]) {
      expect(text).not.toContain(hidden.toString('base64'));
    }
    // Three letters come about by chance in so much base64.
    expect(text).not.toMatch(/"Ana"|username/);
  });

  test('has a nonce of its own each time, by which its writer knows it again (format 3.9)', () => {
    const nonces = Array.from(
      { length: 50 },
      () => JSON.parse(sealAccountRecord(vaultId, 7, keyring, kdf, boxKey)) as Json,
    );
    expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(50);
  });

  test('is read up to 1 MiB and no further', () => {
    expect(MAX_ACCOUNT_RECORD_BYTES).toBe(1_048_576);
    expect(parseAccountRecord(Buffer.from(text.padEnd(1_048_576))).revision).toBe(7);
    expect(refusal(() => parseAccountRecord(Buffer.from(text.padEnd(1_048_577)))).code).toBe('tampered');
  });

  test('that no reader would take for its length is not written: the highest revision counts', () => {
    const room = 1_048_576 - text.length - ',"later":""'.length;
    const full = sealAccountRecord(vaultId, 7, keyring, kdf, boxKey, { later: 'x'.repeat(room) });
    expect(full.length).toBe(1_048_576);
    expect(parseAccountRecord(Buffer.from(full)).members['later']).toBe('x'.repeat(room));
    const over = () => sealAccountRecord(vaultId, 7, keyring, kdf, boxKey, { later: 'x'.repeat(room + 1) });
    expect(over).toThrow(RangeError);
    // Bytes, not characters.
    expect(() => sealAccountRecord(vaultId, 7, keyring, kdf, boxKey, { later: 'é'.repeat(room - 1) })).toThrow(
      RangeError,
    );
  });

  test('keeps members nobody knows without growing, however deep they lie (format 3.2)', () => {
    const deep = JSON.parse(`${'['.repeat(500)}${'1,'.repeat(5_000)}1${']'.repeat(500)}`) as unknown;
    const known = parse({ later: deep, ['__proto__']: 1 }).members;
    const again = sealAccountRecord(vaultId, 8, keyring, kdf, boxKey, known);
    expect(again.length).toBeLessThan(text.length + 20_000);
    expect((JSON.parse(again) as Json)['later']).toEqual(deep);
    expect(Object.hasOwn(JSON.parse(again) as Json, '__proto__')).toBe(true);
  });

  test('says what it is itself, whatever the members kept from before say', async () => {
    const hostile = { type: 'other', version: 2, id: '0'.repeat(32), revision: 99, nonce: 'x', kdf: {}, keyring: '' };
    const again = sealAccountRecord(vaultId, 8, keyring, kdf, boxKey, { ...hostile, publicKeys: {} });
    expect((await open(again)).record).toMatchObject({ id: json['id'], revision: 8 });
  });

  test('has a revision from 1 to 2^32 - 1, read and written (format 3, 5.2)', async () => {
    expect(MAX_REVISION).toBe(4_294_967_295);
    for (const revision of [1, 2 ** 31, MAX_REVISION]) {
      expect((await open(sealAccountRecord(vaultId, revision, keyring, kdf, boxKey))).record.revision).toBe(revision);
    }
    for (const revision of [0, -1, 1.5, MAX_REVISION + 1, Number.NaN, Infinity]) {
      expect(() => sealAccountRecord(vaultId, revision, keyring, kdf, boxKey)).toThrow(RangeError);
      expect(refusal(() => parse({ revision })).code).toBe('tampered');
    }
    expect(refusal(() => parse({ revision: '7' })).code).toBe('tampered');
  });

  test('opens at its own revision, id and vault only: the box is bound to them (format 5.2)', async () => {
    for (const change of [{ revision: 8 }, { revision: 6 }, { id: '0'.repeat(32) }]) {
      const moved = openAccountRecord(parse(change), vaultId, 'any', new NoWork());
      await expect(moved).rejects.toMatchObject({ code: 'wrong-password' });
    }
    await expect(open(text, 'd1'.repeat(16))).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(open(text, vaultId.toUpperCase())).rejects.toMatchObject({ code: 'tampered' });
    expect((await open(text)).keyring).toEqual(keyring);
  });

  test('of another account than its username says is tampered (format 5.1)', async () => {
    const ad = Buffer.concat([
      Buffer.from('latchkey/v1/account-record'),
      Buffer.from(`${vaultId}${'11'.repeat(16)}`, 'hex'),
      Buffer.from([0, 0, 0, 7]),
    ]);
    const box = boxKey.seal(ad, Buffer.from(JSON.stringify({ ...members, kdf: json['kdf'] }))).toString('base64');
    const posing = openAccountRecord(parse({ id: '11'.repeat(16), keyring: box }), vaultId, 'any', new NoWork());
    await expect(posing).rejects.toMatchObject({ code: 'tampered' });
  });

  test.each<[string, (inside: Json) => unknown]>([
    [
      'another salt inside than outside',
      (inside) => ({ ...inside, kdf: { ...(inside['kdf'] as Json), salt: kdfMembers(newKdf()).salt } }),
    ],
    ['another cost inside than outside', (inside) => ({ ...inside, kdf: { ...(inside['kdf'] as Json), N: 2 ** 16 } })],
    ['no kdf inside', (inside) => ({ ...inside, kdf: undefined })],
    [
      'another public key inside than outside',
      (inside) => ({
        ...inside,
        publicKeys: { ...(inside['publicKeys'] as Json), signing: spki('ed25519').toString('base64') },
      }),
    ],
    ['no object inside', () => []],
    ['an empty object inside', () => ({})],
  ])('with %s is tampered (format 5.2)', async (_, change) => {
    const ids = Buffer.from(`${vaultId}${String(json['id'])}`, 'hex');
    const ad = Buffer.concat([Buffer.from('latchkey/v1/account-record'), ids, Buffer.from([0, 0, 0, 7])]);
    const seal = (inside: unknown) => boxKey.seal(ad, Buffer.from(JSON.stringify(inside))).toString('base64');
    const good = { ...members, kdf: json['kdf'] };
    const run = (inside: unknown) => openAccountRecord(parse({ keyring: seal(inside) }), vaultId, 'any', new NoWork());
    expect((await run(good)).keyring).toEqual(keyring);
    await expect(run(change(good))).rejects.toMatchObject({ code: 'tampered' });
  });

  test.each<[string, Json, string]>([
    ['another type', { type: 'latchkey share' }, 'tampered'],
    ['no type', { type: undefined }, 'tampered'],
    ['version 2', { version: 2 }, 'unsupported'],
    ['an id in capitals', { id: 'AB'.repeat(16) }, 'tampered'],
    ['a short nonce', { nonce: 'ab' }, 'tampered'],
    ['no public keys', { publicKeys: undefined }, 'tampered'],
    ['a keyring in another spelling', { keyring: `${String(json['keyring'])} ` }, 'tampered'],
    ['no kdf', { kdf: undefined }, 'tampered'],
    ['a kdf that is a list', { kdf: [] }, 'tampered'],
    ['too much work', { kdf: { name: 'scrypt', ...kdfMembers(kdf), N: 2 ** 18 } }, 'unsupported'],
  ])('with %s is refused as it is read', (_, change, code) => {
    expect(refusal(() => parse(change)).code).toBe(code);
  });
});
