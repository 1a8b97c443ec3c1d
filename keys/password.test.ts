import { randomBytes, scrypt, scryptSync } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  kdfMembers,
  MAX_PASSWORD_BYTES,
  MAX_WAITING,
  MIN_COST,
  newKdf,
  parseKdf,
  PasswordError,
  PasswordWork,
  sameKdf,
  type PasswordKdf,
} from './password.ts';

vi.mock('node:crypto', async (original) => {
  const engine = await original<typeof import('node:crypto')>();
  return { ...engine, scrypt: vi.fn() };
});

type Done = (error: Error | null, key: Buffer) => void;

/** One derivation as it was begun; it ends when the test says so. */
interface Begun {
  /** The password's bytes themselves, not a copy. */
  readonly bytes: Buffer;
  readonly text: string;
  readonly call: readonly unknown[];
  readonly end: Done;
}

let begun: Begun[] = [];
beforeEach(() => {
  begun = [];
  vi.mocked(scrypt).mockReset();
  vi.mocked(scrypt).mockImplementation(((bytes: Buffer, salt: Buffer, length: number, options: object, end: Done) => {
    begun.push({ bytes, text: bytes.toString(), call: [salt, length, options], end });
  }) as unknown as typeof scrypt);
});

const kdf = newKdf(MIN_COST);
/** Lets everything run that can run without a derivation ending. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const keyOf = (number: number) => Buffer.alloc(32, number);

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PasswordError) return error.code;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('passwords are derived one at a time (format 1.4)', () => {
  test('the next begins only when the one before has ended, in the order they came', async () => {
    const work = new PasswordWork();
    const keys = ['a', 'b', 'c'].map((password) => work.derive(password, kdf));
    for (let turn = 0; turn < 3; turn += 1) {
      await settle();
      expect(begun.map(({ text, bytes }) => text || bytes.toString())).toEqual(['a', 'b', 'c'].slice(0, turn + 1));
      begun[turn]!.end(null, keyOf(turn));
      expect(await keys[turn]).toEqual(keyOf(turn));
    }
  });

  test('one that fails holds nobody up, and fails for its own caller alone', async () => {
    const work = new PasswordWork();
    const first = work.derive('a', kdf);
    const second = work.derive('b', kdf);
    const failed = expect(first).rejects.toThrow('out of memory');
    await settle();
    begun[0]!.end(new Error('out of memory'), Buffer.alloc(0));
    await failed;
    await settle();
    expect(begun).toHaveLength(2);
    begun[1]!.end(null, keyOf(2));
    expect(await second).toEqual(keyOf(2));
  });

  test('one that fails at once, before it has begun, holds nobody up either', async () => {
    const work = new PasswordWork();
    vi.mocked(scrypt).mockImplementationOnce(() => {
      throw new RangeError('no such work');
    });
    const failed = expect(work.derive('a', kdf)).rejects.toThrow(RangeError);
    const second = work.derive('b', kdf);
    await failed;
    await settle();
    begun[0]!.end(null, keyOf(2));
    expect(await second).toEqual(keyOf(2));
  });

  test('the work is what the file says, with room for its memory, and the password is wiped after', async () => {
    const work = new PasswordWork();
    const ofCost: PasswordKdf = { N: 2 ** 17, salt: randomBytes(32) };
    const key = work.derive('a password', ofCost);
    await settle();
    const [{ bytes, call, end }] = begun as [Begun];
    expect(bytes.toString()).toBe('a password');
    expect(call).toEqual([ofCost.salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: expect.any(Number) as number }]);
    expect((call[2] as { maxmem: number }).maxmem).toBeGreaterThan(128 * 8 * 2 ** 17);
    end(null, keyOf(1));
    await key;
    expect(bytes).toEqual(Buffer.alloc('a password'.length));
  });
});

describe('32 callers are in line and no more', () => {
  test('the 33rd is told busy, at once; for each that leaves one may come', async () => {
    const work = new PasswordWork();
    const keys = Array.from({ length: MAX_WAITING }, (_, index) => work.derive(`password ${index}`, kdf));
    expect(MAX_WAITING).toBe(32);
    expect(await refusal(work.derive('one too many', kdf))).toBe('busy');
    expect(await refusal(work.derive('and another', kdf))).toBe('busy');
    await settle();
    begun[0]!.end(null, keyOf(0));
    await keys[0];
    const late = work.derive('late', kdf);
    expect(await refusal(work.derive('one too many again', kdf))).toBe('busy');
    for (let turn = 1; turn <= MAX_WAITING; turn += 1) {
      await settle();
      expect(begun).toHaveLength(turn + 1);
      begun[turn]!.end(null, keyOf(turn));
    }
    expect(await late).toEqual(keyOf(MAX_WAITING));
    await Promise.all(keys);
  });

  test('a failed derivation gives its place back, and a refused password takes none', async () => {
    const work = new PasswordWork();
    for (let turn = 0; turn < MAX_WAITING + 5; turn += 1) {
      expect(await refusal(work.derive('', kdf))).toBe('password-length');
      const failed = expect(work.derive('a', kdf)).rejects.toThrow('failed');
      await settle();
      begun[turn]!.end(new Error('failed'), Buffer.alloc(0));
      await failed;
    }
    expect(begun).toHaveLength(MAX_WAITING + 5);
  });
});

describe('a password has 1 to 1,024 bytes of UTF-8 after NFKC', () => {
  test.each([
    ['one byte', 'x'],
    ['1,024 bytes', 'x'.repeat(1_024)],
    ['512 letters of two bytes', 'é'.repeat(512)],
    ['512 letters of three bytes that NFKC makes two', 'e\u0301'.repeat(512)],
    ['1,024 letters beyond 16 bits that NFKC makes one byte each', '\u{1d400}'.repeat(1_024)],
    ['a space', ' '],
  ])('%s is taken', async (_, password) => {
    const work = new PasswordWork();
    const key = work.derive(password, kdf);
    await settle();
    expect(begun.map(({ text }) => text)).toEqual([password.normalize('NFKC')]);
    begun[0]!.end(null, keyOf(1));
    expect(await key).toEqual(keyOf(1));
  });

  test.each([
    ['an empty one', ''],
    ['1,025 bytes', 'x'.repeat(1_025)],
    ['513 letters of two bytes', 'é'.repeat(513)],
    ['32 letters that NFKC makes 33 bytes each', '\ufdfa'.repeat(32)],
    ['a million', 'x'.repeat(1_000_000)],
  ])('%s is refused and nothing is derived', async (_, password) => {
    expect(MAX_PASSWORD_BYTES).toBe(1_024);
    expect(await refusal(new PasswordWork().derive(password, kdf))).toBe('password-length');
    await settle();
    expect(begun).toEqual([]);
  });
});

test('what can be no password is not even normalized: NFKC takes a minute for a megabyte of combining marks', async () => {
  const normalize = vi.spyOn(String.prototype, 'normalize');
  try {
    expect(await refusal(new PasswordWork().derive('\u0316\u0301'.repeat(250_000), kdf))).toBe('password-length');
    expect(await refusal(new PasswordWork().derive('x'.repeat(4_097), kdf))).toBe('password-length');
    expect(normalize).not.toHaveBeenCalled();
  } finally {
    normalize.mockRestore();
  }
});

test('the key is that of scrypt over NFKC of the password (format 1.4)', async () => {
  const engine = await vi.importActual<typeof import('node:crypto')>('node:crypto');
  vi.mocked(scrypt).mockImplementation(engine.scrypt);
  const work = new PasswordWork();
  const expected = scryptSync('fi é', kdf.salt, 32, { N: MIN_COST, r: 8, p: 1, maxmem: 2 ** 27 });
  expect(await work.derive('ﬁ e\u0301', kdf)).toEqual(expected);
  expect(await work.derive('fi e', kdf)).not.toEqual(expected);
});

describe('the work as it stands in JSON', () => {
  const members = { name: 'scrypt', ...kdfMembers(kdf) };

  test('comes back, whatever the cost within the limits (format 1.4)', () => {
    for (const N of [2 ** 15, 2 ** 16, 2 ** 17])
      expect(parseKdf({ ...members, N }, 'name')).toEqual({ N, salt: kdf.salt });
    expect(newKdf().N).toBe(2 ** 17);
    expect(newKdf().salt.length).toBe(32);
    expect(newKdf().salt.equals(newKdf().salt)).toBe(false);
  });

  test('names its function where its kind of file does, and nowhere else (format 1.4, 5.2)', () => {
    expect(parseKdf(members, 'kdf')).toBeUndefined();
    expect(parseKdf({ ...kdfMembers(kdf), kdf: 'scrypt' }, 'kdf')).toBeDefined();
    expect(parseKdf({ ...kdfMembers(kdf), kdf: 'scrypt' }, 'name')).toBeUndefined();
  });

  test('takes no cost but the three, not even one a rounding away', () => {
    for (const power of [15, 16, 17]) {
      const N = 2 ** power;
      for (const near of [N + 2 ** (power - 52), N - 2 ** (power - 53), N + 1, N - 1, N + 0.5, -N]) {
        expect([near, parseKdf({ ...members, N: near }, 'name')]).toEqual([near, undefined]);
      }
    }
    for (const N of [2 ** 14, 2 ** 18, 0, Number.NaN, Infinity])
      expect(parseKdf({ ...members, N }, 'name')).toBeUndefined();
  });

  test('is the same only as the same (format 5.2)', () => {
    expect(sameKdf(members, { ...members })).toBe(true);
    expect(sameKdf(members, { ...members, N: 2 ** 16 })).toBe(false);
    expect(sameKdf(members, { ...members, salt: randomBytes(32).toString('base64') })).toBe(false);
    const outside = { ...members, N: 2 ** 14 };
    for (const none of [outside, undefined, null, 'scrypt', [], {}]) {
      expect([sameKdf(members, none), sameKdf(none, members), sameKdf(none, none)]).toEqual([false, false, false]);
    }
  });
});
