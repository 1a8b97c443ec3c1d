import { createHash, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoxKey } from './box.ts';
import { SealError } from './errors.ts';
import { nameDigest, nameText, openName, parseNameText, sealName, splitNameText, type NameOwner } from './name.ts';

const secret = randomBytes(32);
const key = new BoxKey(secret);
const id = () => randomBytes(16).toString('hex');
const owner: NameOwner = { vaultId: id(), accountId: id(), fileId: id() };
const record = JSON.stringify({ p: 'Photos/2026/été.jpg', s: 12, m: 1_790_000_000_000, k: id() });
const revision = fc.oneof(fc.nat(20), fc.constantFrom(2 ** 31, 2 ** 32 - 1));

function refusal(run: () => unknown): SealError {
  try {
    run();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('any record comes back with spaces behind it, and still is the same JSON (format 3.1, 3.2)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), revision, (p, ofRevision) => {
      const text = JSON.stringify({ p, s: 1, m: 2, k: 'k', later: [p] });
      const opened = openName([key], owner, ofRevision, sealName(key, owner, ofRevision, text)).toString();
      expect(opened.trimEnd()).toBe(text.trimEnd());
      expect(JSON.parse(opened)).toEqual(JSON.parse(text));
    }),
  );
});

test('a record is padded with spaces to the next multiple of 64 bytes and no further (format 3.2)', () => {
  for (let length = 0; length <= 260; length += 1) {
    const box = sealName(key, owner, 0, 'x'.repeat(length));
    const opened = openName([key], owner, 0, box).toString();
    expect(opened.length).toBe(Math.ceil(length / 64) * 64);
    expect(opened).toBe('x'.repeat(length).padEnd(opened.length, ' '));
    expect(box.length).toBe(16 + opened.length + 16 + 32);
  }
  // Bytes are counted, not characters.
  expect(openName([key], owner, 0, sealName(key, owner, 0, 'é'.repeat(33))).length).toBe(128);
});

test('names whose records fill the same 64 bytes are of one length (format 3.2)', () => {
  const lengths = new Set(
    [65, 66, 100, 127, 128].map((length) => nameText(sealName(key, owner, 0, 'x'.repeat(length))).length),
  );
  expect(lengths.size).toBe(1);
});

test('the associated data is that of format 3.1, byte for byte', () => {
  const box = sealName(key, owner, 258, record);
  const macKey = createHmac('sha256', secret).update('latchkey/v1/box/mac').update(Uint8Array.of(1)).digest();
  const ids = Buffer.from(owner.vaultId + owner.accountId + owner.fileId, 'hex');
  const ad = Buffer.concat([Buffer.from('latchkey/v1/name'), ids, Buffer.from([0, 0, 1, 2])]);
  const length = Buffer.from([0, 0, 0, 0, 0, 0, 0, ad.length]);
  const tag = createHmac('sha256', macKey).update(length).update(ad).update(box.subarray(0, -32)).digest();
  expect(box.subarray(-32)).toEqual(tag);
});

describe('a name opens where it belongs and nowhere else (format 3.1)', () => {
  const box = sealName(key, owner, 3, record);

  test.each(['vaultId', 'accountId', 'fileId'] as const)('not under another %s', (member) => {
    expect(refusal(() => openName([key], { ...owner, [member]: id() }, 3, box)).code).toBe('tampered');
  });

  test('not with two ids exchanged', () => {
    const { vaultId, accountId, fileId } = owner;
    const exchanged = { vaultId: accountId, accountId: vaultId, fileId };
    expect(refusal(() => openName([key], exchanged, 3, box)).code).toBe('tampered');
  });

  test('not at another revision', () => {
    fc.assert(
      fc.property(revision, revision, (sealed, opened) => {
        fc.pre(sealed !== opened);
        const name = sealName(key, owner, sealed, record);
        expect(refusal(() => openName([key], owner, opened, name)).code).toBe('tampered');
      }),
    );
  });

  test('not under another spelling of an id, and none is sealed under one', () => {
    const letters = { ...owner, fileId: 'ab'.repeat(16) };
    const name = sealName(key, letters, 0, record);
    expect(openName([key], letters, 0, name).toString().trimEnd()).toBe(record);
    for (const fileId of ['AB'.repeat(16), `${'ab'.repeat(16)}zz`, 'ab'.repeat(15), '', `${'ab'.repeat(15)}zz`]) {
      expect(refusal(() => openName([key], { ...letters, fileId }, 0, name)).code).toBe('tampered');
      expect(refusal(() => sealName(key, { ...letters, fileId }, 0, record)).code).toBe('tampered');
    }
  });

  test('not at a revision that is no 32-bit number', () => {
    for (const ofRevision of [-1, 2 ** 32]) expect(() => openName([key], owner, ofRevision, box)).toThrow(RangeError);
  });
});

describe('several name keys (format 5.2)', () => {
  const keys = Array.from({ length: 5 }, () => new BoxKey(randomBytes(32)));

  test('each opens what it sealed, wherever it stands in the list', () => {
    for (const one of keys) {
      const box = sealName(one, owner, 0, record);
      expect(openName(keys, owner, 0, box).toString().trimEnd()).toBe(record);
      expect(openName(keys.toReversed(), owner, 0, box).toString().trimEnd()).toBe(record);
      expect(
        refusal(() =>
          openName(
            keys.filter((other) => other !== one),
            owner,
            0,
            box,
          ),
        ).code,
      ).toBe('tampered');
    }
  });

  test('none opens nothing', () => {
    expect(refusal(() => openName([], owner, 0, sealName(key, owner, 0, record))).code).toBe('tampered');
  });

  test('a fault that is no refusal is not swallowed on the way through them', () => {
    const broken = new (class extends BoxKey {
      override open(): Buffer {
        throw new TypeError('a bug');
      }
    })(secret);
    expect(() => openName([broken, key], owner, 0, sealName(key, owner, 0, record))).toThrow(TypeError);
  });
});

describe('as text', () => {
  test('it is base64url without padding and comes back (format 3.1)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = nameText(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(parseNameText(text)).toEqual(Buffer.from(bytes));
      }),
    );
    // A view into a larger buffer is that view alone.
    expect(nameText(Buffer.from('abcdef').subarray(2, 4))).toBe(Buffer.from('cd').toString('base64url'));
  });

  test.each(['AA=', 'AA==', 'AB', 'A', 'A+', 'A/AA', 'AAA\n', ' AAAA', 'AA.A', 'ÀAAA', 'AAAAA'])(
    'no second spelling is taken: %j is tampered',
    (text) => {
      expect(refusal(() => parseNameText(text)).code).toBe('tampered');
    },
  );

  test('a slash stands between each 160 characters and the next, never first or last (format 3.1)', () => {
    for (let length = 0; length <= 1_000; length += 1) {
      const text = 'abcdefghij'.repeat(100).slice(0, length);
      const split = splitNameText(text);
      expect(split.replaceAll('/', '')).toBe(text);
      const parts = split.split('/');
      expect(parts.slice(0, -1).every((part) => part.length === 160)).toBe(true);
      expect(parts.at(-1)!.length).toBe(length === 0 ? 0 : ((length - 1) % 160) + 1);
    }
  });

  test('the digest of a long one is ~ and 16 bytes of SHA-256 (format 3.5)', () => {
    const box = sealName(key, owner, 0, 'x'.repeat(2_000));
    const digest = createHash('sha256').update(box).digest().subarray(0, 16).toString('base64url');
    expect(nameDigest(box)).toBe(`~${digest}`);
    expect(nameDigest(box)).toMatch(/^~[A-Za-z0-9_-]{22}$/);
    expect(nameDigest(sealName(key, owner, 0, 'x'.repeat(2_000)))).not.toBe(nameDigest(box));
  });
});
