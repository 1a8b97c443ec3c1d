import { createHmac, randomBytes, scrypt, scryptSync } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SealError } from './errors.ts';
import {
  copyKeyFile,
  formatKeyFile,
  formatProtectedKeyFile,
  keyId,
  newKeyFile,
  parseKeyFile,
  renamedKeyFile,
  unlockKeyFile,
  wipeKeyFile,
  type KeyFile,
  type ProtectedKeyFile,
} from './key-file.ts';
import { Opener } from './opener.ts';
import { MIN_COST, PasswordWork } from './password.ts';
import { Sealer } from './sealer.ts';

vi.mock('node:crypto', async (original) => {
  const engine = await original<typeof import('node:crypto')>();
  return { ...engine, scrypt: vi.fn(engine.scrypt), scryptSync: vi.fn(engine.scryptSync) };
});
beforeEach(() => {
  vi.clearAllMocks();
});

const work = new PasswordWork();
const created = new Date('2026-11-20T12:00:00.000Z');
const bytes = (json: unknown) => Buffer.from(JSON.stringify(json));
const base64 = (length: number) => randomBytes(length).toString('base64');

type Json = Record<string, unknown>;
const parsed = (text: string) => JSON.parse(text) as Json;

function plainFile(json: unknown): KeyFile {
  const file = parseKeyFile(Buffer.isBuffer(json) ? json : bytes(json));
  if (file.form === 'protected') throw new Error('no passphrase was expected');
  return file;
}

function lockedFile(json: unknown): ProtectedKeyFile {
  const file = parseKeyFile(bytes(json));
  if (file.form !== 'protected') throw new Error('a protected key file was expected');
  return file;
}

function refusal(run: () => unknown): SealError {
  try {
    run();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const secretKey = newKeyFile('Family photos', created);
const members = parsed(formatKeyFile(secretKey));

describe('a key file', () => {
  test('has the members of format 1.1 and no others', () => {
    expect(Object.keys(members)).toEqual(['type', 'version', 'name', 'id', 'created', 'algorithm', 'key', 'iv']);
    expect(members).toMatchObject({
      type: 'latchkey key file',
      version: 1,
      name: 'Family photos',
      created: '2026-11-20T12:00:00.000Z',
      algorithm: 'AES-256-CBC',
    });
    expect(Buffer.from(String(members['key']), 'base64')).toEqual(secretKey.key);
    expect(Buffer.from(String(members['iv']), 'base64')).toEqual(secretKey.iv);
    expect([secretKey.key.length, secretKey.iv.length]).toEqual([32, 16]);
  });

  test('has the id of format 1.3, and no two are alike', () => {
    const mac = createHmac('sha256', secretKey.key).update('latchkey/v1/key-id').update(secretKey.iv).digest('hex');
    expect(secretKey.id).toBe(mac.slice(0, 32));
    const ids = new Set(Array.from({ length: 200 }, () => newKeyFile('x', created).id));
    expect(ids.size).toBe(200);
  });

  test('comes back as it was, whatever its name', () => {
    const anyName = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\u0000', '\ud800', '"}', '__proto__'));
    fc.assert(
      fc.property(anyName, (name) => {
        const file = newKeyFile(name, created);
        expect(plainFile(Buffer.from(formatKeyFile(file)))).toEqual(file);
      }),
    );
  });

  test('that would be too long to read is not written: the key would be lost with it (format 1.1)', () => {
    const fits = 65_536 - Buffer.byteLength(formatKeyFile(newKeyFile('', created)));
    const file = newKeyFile('n'.repeat(fits), created);
    expect(plainFile(Buffer.from(formatKeyFile(file)))).toEqual(file);
    expect(() => formatKeyFile({ ...file, name: `${file.name}n` })).toThrow(RangeError);
  });

  test('is read up to 64 KiB and no further (format 1.1)', async () => {
    const locked = parsed(await formatProtectedKeyFile(secretKey, 'passphrase', work, MIN_COST));
    for (const json of [members, locked, { key: members['key'], iv: members['iv'] }]) {
      const text = JSON.stringify(json);
      expect(parseKeyFile(Buffer.from(text.padEnd(65_536))).id).toBe(secretKey.id);
      expect(refusal(() => parseKeyFile(Buffer.from(text.padEnd(65_537)))).code).toBe('damaged-key-file');
    }
  });

  test('is refused where its id is not that of its key and iv (format 1.3)', () => {
    for (const member of ['key', 'iv', 'id']) {
      const other = parsed(formatKeyFile(newKeyFile('other', created)));
      expect(refusal(() => parseKeyFile(bytes({ ...members, [member]: other[member] }))).code).toBe('damaged-key-file');
    }
    fc.assert(
      fc.property(fc.nat(127), (bit) => {
        const id = Buffer.from(secretKey.id, 'hex');
        id[bit >> 3]! ^= 1 << (bit & 7);
        expect(refusal(() => parseKeyFile(bytes({ ...members, id: id.toString('hex') }))).code).toBe(
          'damaged-key-file',
        );
      }),
    );
  });

  const key = secretKey.key.toString('base64');
  const iv = secretKey.iv.toString('base64');
  test.each<[string, Json, string]>([
    ['no key', { key: undefined }, 'damaged-key-file'],
    ['no iv', { iv: undefined }, 'damaged-key-file'],
    ['a key without padding', { key: key.replace(/=+$/, '') }, 'damaged-key-file'],
    ['a key with a space', { key: ` ${key}` }, 'damaged-key-file'],
    ['a key with a line break', { key: `${key}\n` }, 'damaged-key-file'],
    ['a key in the alphabet for addresses', { key: '-_'.repeat(21) + 'w=' }, 'damaged-key-file'],
    ['a key of 31 bytes', { key: base64(31) }, 'damaged-key-file'],
    ['a key of 33 bytes', { key: base64(33) }, 'damaged-key-file'],
    ['a key of 16 bytes, which only a classic file may have', { key: base64(16) }, 'damaged-key-file'],
    ['a key that is a list of bytes', { key: [...secretKey.key] }, 'damaged-key-file'],
    ['an iv of 15 bytes', { iv: base64(15) }, 'damaged-key-file'],
    ['an iv of 17 bytes', { iv: base64(17) }, 'damaged-key-file'],
    ['an iv with a bit where padding is', { iv: iv.replace(/.==$/, 'B==') }, 'damaged-key-file'],
    ['an id in capitals', { id: 'ABCDEF0123456789'.repeat(2) }, 'damaged-key-file'],
    ['no id', { id: undefined }, 'damaged-key-file'],
    ['a short id', { id: secretKey.id.slice(2) }, 'damaged-key-file'],
    ['a name that is no text', { name: 7 }, 'damaged-key-file'],
    ['a time that is no text', { created: 7 }, 'damaged-key-file'],
    ['another type', { type: 'latchkey share' }, 'damaged-key-file'],
    ['a type that is null', { type: null }, 'damaged-key-file'],
    ['version 2', { version: 2 }, 'unsupported'],
    ['a version that is text', { version: '1' }, 'unsupported'],
    ['another algorithm', { algorithm: 'AES-256-GCM' }, 'unsupported'],
    ['no algorithm', { algorithm: undefined }, 'unsupported'],
    ['a protection that is null', { protected: null }, 'damaged-key-file'],
    ['a protection that is a list', { protected: [] }, 'damaged-key-file'],
    ['a protection without work', { protected: {} }, 'unsupported'],
  ])('with %s is refused', (_, change, code) => {
    expect(refusal(() => parseKeyFile(bytes({ ...members, ...change }))).code).toBe(code);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"key":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"latchkey key file"'],
    ['an empty object', '{}'],
    ['brackets without end', '['.repeat(60_000)],
    ['its members one object deeper, as a prototype', `{"__proto__": ${JSON.stringify(members)}}`],
  ])('%s is none', (_, text) => {
    expect(refusal(() => parseKeyFile(Buffer.from(text))).code).toBe('damaged-key-file');
    expect(({} as Json)['type']).toBeUndefined();
  });

  test('that is no UTF-8 is refused, not guessed at', () => {
    const latin = Buffer.from(JSON.stringify({ ...members, name: 'Fotos für später' }), 'latin1');
    expect(refusal(() => parseKeyFile(latin)).code).toBe('damaged-key-file');
  });

  test('is all zeros once wiped', () => {
    const file = newKeyFile('x', created);
    wipeKeyFile(file);
    expect([file.key, file.iv]).toEqual([Buffer.alloc(32), Buffer.alloc(16)]);
  });
});

describe('a classic key file (format 1.5)', () => {
  test.each([16, 24, 32])('of %i bytes opens, has the id of 1.3, leaves as it came, and seals version 1', (length) => {
    const json = { key: base64(length), iv: base64(16) };
    const file = plainFile(json);
    const [key, iv] = [Buffer.from(json.key, 'base64'), Buffer.from(json.iv, 'base64')];
    expect(file).toEqual({ form: 'classic', id: keyId(key, iv), name: 'Classic key', created: '', key, iv });
    expect(parsed(formatKeyFile(file))).toEqual(json);
    const plain = randomBytes(70_000);
    for (const suite of [1, 2] as const) {
      const sealer = new Sealer(file, { fileId: '01'.repeat(16), suite, exponent: 16 });
      const sealed = Buffer.concat([...sealer.push(plain), ...sealer.finish()]);
      const opener = new Opener(plainFile(json));
      expect(Buffer.concat([...opener.push(sealed), ...opener.finish()]).equals(plain)).toBe(true);
      const stranger = new Opener(plainFile({ key: base64(length), iv: json.iv }));
      expect(refusal(() => [...stranger.push(sealed)]).code).toBe('wrong-key');
    }
  });

  test('has no other lengths', () => {
    for (let length = 0; length <= 40; length += 1) {
      const asKey = () => parseKeyFile(bytes({ key: base64(length), iv: base64(16) }));
      if ([16, 24, 32].includes(length)) expect(asKey).not.toThrow();
      else expect(refusal(asKey).code).toBe('damaged-key-file');
      const asIv = () => parseKeyFile(bytes({ key: base64(32), iv: base64(length) }));
      if (length === 16) expect(asIv).not.toThrow();
      else expect(refusal(asIv).code).toBe('damaged-key-file');
    }
  });

  test('of 32 bytes may be protected, a shorter one has no form of 1.4', async () => {
    const long = plainFile({ key: base64(32), iv: base64(16) });
    const locked = lockedFile(parsed(await formatProtectedKeyFile(long, 'p', work, MIN_COST)));
    expect((await unlockKeyFile(locked, 'p', work)).key).toEqual(long.key);
    const short = plainFile({ key: base64(16), iv: base64(16) });
    await expect(formatProtectedKeyFile(short, 'p', work, MIN_COST)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('a protected key file (format 1.4)', async () => {
  const passphrase = 'Ünder the dοοr mat';
  const text = await formatProtectedKeyFile(secretKey, passphrase, work, MIN_COST);
  const json = parsed(text);
  const lock = json['protected'] as Json;
  const other = parsed(await formatProtectedKeyFile(newKeyFile('other', created), passphrase, work, MIN_COST));

  test('has the members of 1.4, and neither key nor iv', () => {
    expect(Object.keys(json)).toEqual(['type', 'version', 'name', 'id', 'created', 'algorithm', 'protected']);
    expect(Object.keys(lock)).toEqual(['kdf', 'N', 'r', 'p', 'salt', 'box']);
    expect(lock).toMatchObject({ kdf: 'scrypt', N: MIN_COST, r: 8, p: 1 });
    for (const secret of [secretKey.key, secretKey.iv]) {
      expect(text).not.toContain(secret.toString('base64'));
      expect(text).not.toContain(secret.toString('hex'));
    }
  });

  test('asks for 2^17 where nothing else is said, with a salt of its own each time', async () => {
    const [one, two] = await Promise.all(
      [0, 1].map(async () => parsed(await formatProtectedKeyFile(secretKey, 'p', work))['protected'] as Json),
    );
    expect([one!['N'], two!['N']]).toEqual([131_072, 131_072]);
    expect(one!['salt']).not.toBe(two!['salt']);
    expect(one!['box']).not.toBe(two!['box']);
  });

  test('opens to the key it was made of, deriving once', async () => {
    const locked = lockedFile(json);
    expect(locked).toMatchObject({ form: 'protected', id: secretKey.id, name: 'Family photos' });
    expect(await unlockKeyFile(locked, passphrase, work)).toEqual(secretKey);
    expect(scrypt).toHaveBeenCalledTimes(1);
  });

  test('opens to its passphrase in any spelling of NFKC, and to no other', async () => {
    const locked = lockedFile(json);
    expect((await unlockKeyFile(locked, passphrase.normalize('NFD'), work)).id).toBe(secretKey.id);
    const wide = lockedFile(parsed(await formatProtectedKeyFile(secretKey, 'ﬁｘ①', work, MIN_COST)));
    expect((await unlockKeyFile(wide, 'fix1', work)).id).toBe(secretKey.id);
    for (const wrong of ['fix 1', 'Fix1', 'fix1 ']) {
      await expect(unlockKeyFile(wide, wrong, work)).rejects.toMatchObject({ code: 'wrong-password' });
    }
  });

  test('with work outside the limits is refused before anything is derived', () => {
    const outside = [
      0,
      1,
      2 ** 14,
      2 ** 15 - 1,
      2 ** 15 + 1,
      2 ** 16 + 1,
      2 ** 17 - 1,
      2 ** 17 + 1,
      2 ** 18,
      2 ** 30,
      2 ** 31,
    ];
    const noNumbers = [-(2 ** 15), 65_536.00000000001, 32_768.5, '32768', [32_768], null, true, {}];
    for (const N of [...outside, ...noNumbers]) {
      const hostile = bytes({ ...json, protected: { ...lock, N } });
      expect([N, refusal(() => parseKeyFile(hostile)).code]).toEqual([N, 'unsupported']);
    }
    const changes = [{ r: 16 }, { r: '8' }, { r: 0 }, { p: 2 }, { p: 0 }, { kdf: 'pbkdf2' }, { kdf: undefined }];
    const salts = [{ salt: base64(31) }, { salt: base64(33) }, { salt: '' }, { salt: `${String(lock['salt'])}\n` }];
    for (const change of [...changes, ...salts]) {
      const hostile = bytes({ ...json, protected: { ...lock, ...change } });
      expect([change, refusal(() => parseKeyFile(hostile)).code]).toEqual([change, 'unsupported']);
    }
    expect(scrypt).not.toHaveBeenCalled();
    expect(scryptSync).not.toHaveBeenCalled();
  });

  test('with N of 2^15, 2^16 and 2^17 is inside them, and the work is what it says', async () => {
    for (const N of [2 ** 15, 2 ** 16, 2 ** 17]) {
      vi.clearAllMocks();
      const locked = lockedFile({ ...json, protected: { ...lock, N } });
      expect(scrypt).not.toHaveBeenCalled();
      const opening = unlockKeyFile(locked, passphrase, work);
      if (N === MIN_COST) expect((await opening).id).toBe(secretKey.id);
      else await expect(opening).rejects.toMatchObject({ code: 'wrong-password' });
      expect(scrypt).toHaveBeenCalledTimes(1);
      expect(vi.mocked(scrypt).mock.lastCall!.slice(2, 4)).toMatchObject([32, { N, r: 8, p: 1 }]);
    }
  });

  test('keeps its box to itself: one moved in from another file, or under another id, is refused', async () => {
    const { box, salt } = other['protected'] as Json;
    const moved = lockedFile({ ...json, protected: { ...lock, box, salt } });
    await expect(unlockKeyFile(moved, passphrase, work)).rejects.toMatchObject({ code: 'wrong-password' });
    const renamed = lockedFile({ ...json, id: other['id'] });
    await expect(unlockKeyFile(renamed, passphrase, work)).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('that was made to hold a key its id does not name is damaged (format 1.3)', async () => {
    const swapped = { ...newKeyFile('other', created), id: secretKey.id };
    const locked = lockedFile(parsed(await formatProtectedKeyFile(swapped, passphrase, work, MIN_COST)));
    await expect(unlockKeyFile(locked, passphrase, work)).rejects.toMatchObject({ code: 'damaged-key-file' });
    const longer = { ...secretKey, iv: Buffer.concat([secretKey.iv, Buffer.alloc(1)]) };
    const long = lockedFile(parsed(await formatProtectedKeyFile(longer, passphrase, work, MIN_COST)));
    await expect(unlockKeyFile(long, passphrase, work)).rejects.toMatchObject({ code: 'damaged-key-file' });
  });

  test('with any bit of its box flipped is refused like a wrong passphrase (format 4.1)', async () => {
    const box = Buffer.from(String(lock['box']), 'base64');
    for (const bit of [0, 15 * 8, 16 * 8 + 3, box.length * 4, box.length * 8 - 1]) {
      const flipped = Buffer.from(box);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const locked = lockedFile({ ...json, protected: { ...lock, box: flipped.toString('base64') } });
      await expect(unlockKeyFile(locked, passphrase, work)).rejects.toMatchObject({ code: 'wrong-password' });
    }
    for (const length of [0, 32, box.length - 1, box.length - 16]) {
      const cut = lockedFile({ ...json, protected: { ...lock, box: box.toString('base64', 0, length) } });
      await expect(unlockKeyFile(cut, passphrase, work)).rejects.toMatchObject({ code: 'wrong-password' });
    }
  });

  test('in its box has key || iv under the box key of format 1.4 and 4, as made by hand', () => {
    const salt = Buffer.from(String(lock['salt']), 'base64');
    const limits = { N: MIN_COST, r: 8, p: 1, maxmem: 2 ** 27 };
    const key = scryptSync(Buffer.from(passphrase.normalize('NFKC')), salt, 32, limits);
    const macKey = createHmac('sha256', key).update('latchkey/v1/box/mac').update(Uint8Array.of(1)).digest();
    const box = Buffer.from(String(lock['box']), 'base64');
    const ad = Buffer.from(`latchkey/v1/key-file${secretKey.id}`);
    const length = Buffer.alloc(8);
    length[7] = ad.length;
    const body = box.subarray(0, -32);
    const tag = createHmac('sha256', macKey).update(length).update(ad).update(body).digest();
    expect(box.length).toBe(16 + 64 + 32);
    expect(tag).toEqual(box.subarray(-32));
  });

  test('puts no secret into any error', async () => {
    const key = String(members['key']);
    const iv = String(members['iv']);
    const secrets = [key, iv, passphrase, secretKey.key.toString('hex'), secretKey.iv.toString('hex'), 'swordfish'];
    const caught: unknown[] = [];
    const note = async (run: () => unknown) => {
      try {
        await run();
      } catch (error) {
        caught.push(error);
      }
    };
    const broken = [
      JSON.stringify(members).slice(0, -1),
      JSON.stringify({ ...members, id: '0'.repeat(32) }),
      JSON.stringify({ ...members, key: `${key} ` }),
      JSON.stringify({ ...members, iv: key }),
      JSON.stringify({ key, iv: key }),
      JSON.stringify({ ...members, version: key }),
      JSON.stringify({ ...members, type: key }),
      `${key}${iv}`,
    ];
    for (const hostile of broken) await note(() => parseKeyFile(Buffer.from(hostile)));
    const locked = lockedFile(json);
    await note(() => unlockKeyFile(locked, 'swordfish', work));
    await note(() => unlockKeyFile(locked, 'swordfish'.repeat(200), work));
    await note(() => unlockKeyFile({ ...locked, id: '0'.repeat(32) }, passphrase, work));
    await note(() => formatKeyFile({ ...secretKey, name: 'n'.repeat(70_000) }));
    await note(() => new Sealer(secretKey, { fileId: 'no id' }));
    const sealer = new Sealer(secretKey, { fileId: '01'.repeat(16) });
    const sealed = Buffer.concat([...sealer.push(Buffer.from('content')), ...sealer.finish()]);
    await note(() => [...new Opener(newKeyFile('x', created)).push(sealed)]);
    await note(() => [...new Opener({ ...secretKey, iv: Buffer.alloc(16) }).push(sealed)]);
    expect(caught).toHaveLength(broken.length + 7);
    for (const error of caught as Error[]) {
      const everything = inspect(error, { showHidden: true, depth: Infinity, compact: false });
      const shown = [JSON.stringify(error), error.message, error.stack, String(error), everything].join('\n');
      for (const secret of secrets) expect(shown).not.toContain(secret);
      expect(error.cause).toBeUndefined();
    }
  });
});

describe('another name', () => {
  test('leaves everything else of a plain key file as it is', () => {
    const renamed = parsed(renamedKeyFile(secretKey, 'Other'));
    expect(renamed).toEqual({ ...members, name: 'Other' });
    expect(plainFile(renamed)).toEqual({ ...secretKey, name: 'Other' });
    expect(secretKey.name).toBe('Family photos');
  });

  test('is given to a protected key file without its passphrase, which still opens it', async () => {
    const text = parsed(await formatProtectedKeyFile(secretKey, 'open sesame', work, MIN_COST));
    vi.clearAllMocks();
    const renamed = parsed(renamedKeyFile(lockedFile(text), 'Other'));
    expect(scrypt).not.toHaveBeenCalled();
    expect(renamed).toEqual({ ...text, name: 'Other' });
    const opened = await unlockKeyFile(lockedFile(renamed), 'open sesame', work);
    expect(opened).toEqual({ ...secretKey, name: 'Other' });
    await expect(unlockKeyFile(lockedFile(renamed), 'wrong', work)).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('is refused where the file would be too long to be read again', () => {
    expect(() => renamedKeyFile(secretKey, 'x'.repeat(65 * 1024))).toThrow(RangeError);
  });
});

test('a copy of a key is the same key in buffers of its own', () => {
  const [key, copy] = [newKeyFile('a', created), newKeyFile('b', created)];
  expect(copyKeyFile(key)).toEqual(key);
  const taken = copyKeyFile(copy);
  wipeKeyFile(copy);
  expect(keyId(taken.key, taken.iv)).toBe(taken.id);
});
