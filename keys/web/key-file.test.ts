import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SealError as Refusal } from '../errors.ts';
import { keyFingerprint as fingerprintHere } from '../fingerprint.ts';
import * as here from '../key-file.ts';
import { MAX_COST, MIN_COST, PasswordWork } from '../password.ts';
import { vector } from '../test-vectors.ts';
import { SealError } from './errors.ts';
import {
  formatKeyFile,
  keyFingerprint,
  parseKeyFile,
  unlockKeyFile,
  type KeyFile,
  type ProtectedKeyFile,
} from './key-file.ts';

const work = new PasswordWork();
const vectors = JSON.parse(vector('vectors.json').toString()) as {
  protectedKeyFile: { file: string; passphrase: string; opensTo: string };
};
type Json = Record<string, unknown>;
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

/** What a reader says of a key file, secrets as base64: the same words for both. */
async function said(read: () => unknown): Promise<unknown> {
  try {
    return comparable(await read());
  } catch (error) {
    if (error instanceof SealError || error instanceof Refusal) return error.code;
    throw error;
  }
}

function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, comparable(inner)]));
}

function locked(file: KeyFile | ProtectedKeyFile): ProtectedKeyFile {
  if (file.form !== 'protected') throw new Error('a protected key file was expected');
  return file;
}

function lockedHere(file: here.KeyFile | here.ProtectedKeyFile): here.ProtectedKeyFile {
  if (file.form !== 'protected') throw new Error('a protected key file was expected');
  return file;
}

const unlocked = async (bytes: Uint8Array, passphrase: string) =>
  said(async () => unlockKeyFile(locked(await parseKeyFile(bytes)), passphrase));
const unlockedHere = async (bytes: Uint8Array, passphrase: string) =>
  said(async () => here.unlockKeyFile(lockedHere(here.parseKeyFile(bytes)), passphrase, work));

test('the protected key file of another program opens to the plain one, and no other passphrase opens it (format 1.4)', async () => {
  const { file, passphrase, opensTo } = vectors.protectedKeyFile;
  const [sealed, plain] = [vector(file), vector(opensTo)];
  const opened = await unlockKeyFile(locked(await parseKeyFile(sealed)), passphrase);
  expect(opened).toEqual(await parseKeyFile(plain));
  expect(here.parseKeyFile(formatKeyFile(opened))).toEqual(here.parseKeyFile(plain));
  expect((await unlockKeyFile(locked(await parseKeyFile(sealed)), passphrase.normalize('NFD'))).id).toBe(opened.id);
  for (const wrong of [`${passphrase} `, '', 'x'.repeat(1025), '\u0301'.repeat(5000)])
    expect(await unlocked(sealed, wrong)).toBe('wrong-password');
});

const file = here.newKeyFile('Family photos', new Date(0));
const passphrase = 'correct horse';
const PLAIN = JSON.parse(here.formatKeyFile(file)) as Json;
const PROTECTED = JSON.parse(await here.formatProtectedKeyFile(file, passphrase, work, MIN_COST)) as Json;
const LOCK = PROTECTED['protected'] as Json;

const key32 = Buffer.alloc(32, 7).toString('base64');
const CLASSIC = { key: Buffer.alloc(24, 7).toString('base64'), iv: Buffer.alloc(16, 8).toString('base64') };

/** What somebody could put in place of a member. */
const values = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, [], {}, '', 1, 2, 'latchkey key file', 'AES-256-CBC', 'scrypt', key32),
  fc.constantFrom<unknown>(MIN_COST, MIN_COST + 1, MIN_COST / 2, MAX_COST, MAX_COST * 2, 2 ** 31, '32768', 8, 0.5),
  fc.base64String({ maxLength: 64 }),
  fc.string({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 48 }).map((bytes) => Buffer.from(bytes).toString('base64').replace(/=$/, '')),
);
const changed = (json: Json) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(json), 'protected', 'more'), values)
    .map(([member, value]) => ({ ...json, [member]: value }));
const files = fc.oneof(
  changed(PLAIN),
  changed(PROTECTED),
  changed(CLASSIC),
  changed(LOCK).map((lock) => ({ ...PROTECTED, protected: lock })),
);

test('every key file is read as keys/ reads it, and refused with the same word (format 1)', async () => {
  const same = async (bytes: Uint8Array) => {
    expect(await said(() => parseKeyFile(bytes))).toEqual(await said(() => here.parseKeyFile(bytes)));
  };
  for (const json of [PLAIN, PROTECTED, CLASSIC, { ...CLASSIC, key: key32 }, [], null, 'x']) await same(bytesOf(json));
  await same(new Uint8Array(64 * 1024 + 1).fill(32));
  await same(Uint8Array.of(0xff, 0xfe));
  await fc.assert(
    fc.asyncProperty(files, async (json) => same(bytesOf(json))),
    { numRuns: 1000 },
  );
});

test('work outside format 1.4 is refused before anything is derived', async () => {
  for (const change of [
    { N: MIN_COST / 2 },
    { N: MAX_COST * 2 },
    { N: MIN_COST + 1 },
    { r: 9 },
    { p: 2 },
    { kdf: 'x' },
  ])
    await expect(parseKeyFile(bytesOf({ ...PROTECTED, protected: { ...LOCK, ...change } }))).rejects.toMatchObject({
      code: 'unsupported',
    });
});

test('what keys/ protects opens here to the same key, and altered it is refused with the same word', async () => {
  const sealed = bytesOf(PROTECTED);
  expect(await unlocked(sealed, passphrase)).toEqual(await unlockedHere(sealed, passphrase));
  // Made to hold a key that its id does not name, or more than a key.
  const swapped = { ...here.newKeyFile('other', new Date(0)), id: file.id };
  const longer = { ...file, iv: Buffer.concat([file.iv, Buffer.alloc(1)]) };
  for (const hostile of [swapped, longer]) {
    const text = await here.formatProtectedKeyFile(hostile, passphrase, work, MIN_COST);
    expect(await unlocked(Buffer.from(text), passphrase)).toBe('damaged-key-file');
  }
  const box = Buffer.from(String(LOCK['box']), 'base64');
  const alterations = fc.oneof(
    fc.nat(box.length - 1).map((at) => {
      const flipped = Buffer.from(box);
      flipped[at]! ^= 1;
      return { protected: { ...LOCK, box: flipped.toString('base64') } };
    }),
    fc.nat(box.length).map((length) => ({ protected: { ...LOCK, box: box.subarray(0, length).toString('base64') } })),
    fc.constantFrom({ id: '0'.repeat(32) }, { protected: { ...LOCK, salt: key32 } }, { name: 'x' }),
  );
  await fc.assert(
    fc.asyncProperty(alterations, async (alteration) => {
      const bytes = bytesOf({ ...PROTECTED, ...alteration });
      expect(await unlocked(bytes, passphrase)).toEqual(await unlockedHere(bytes, passphrase));
    }),
    { numRuns: 6 },
  );
});

test('what goes on is the file itself, opened, in every form', async () => {
  for (const json of [PLAIN, CLASSIC]) {
    const opened = await parseKeyFile(bytesOf(json));
    if (opened.form === 'protected') throw new Error('no passphrase was expected');
    expect(here.parseKeyFile(formatKeyFile(opened))).toEqual(here.parseKeyFile(bytesOf(json)));
  }
  expect(keyFingerprint(file.id)).toBe(fingerprintHere(file.id));
});
