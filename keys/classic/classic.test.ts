import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKeyFile, type KeyFile } from '../key-file.ts';
import { openCbc } from './cbc.ts';
import {
  FLASK_HEADER_BYTES,
  FLASK_TAIL,
  flaskCbcKey,
  flaskHeader,
  flaskKey,
  flaskName,
  flaskSize,
} from './flask-encryptor.ts';
import { USER_MANAGER_TAIL, userManagerSize } from './user-manager.ts';

interface Expected {
  readonly file: string;
  readonly filename: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

const FOLDER = new URL('../vectors/classic/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name.split('/').map(encodeURIComponent).join('/'), FOLDER));
const json = (name: string) => JSON.parse(read(name).toString()) as never;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function openUserManager(key: KeyFile, stored: Buffer, size = 1000): Promise<Buffer> {
  const bytes = userManagerSize(key, stored.length, stored.subarray(-USER_MANAGER_TAIL));
  return await collect(openCbc(key, bytes, pieces(stored, size)));
}

async function openFlask(token: string, stored: Buffer, size = 1000): Promise<Buffer> {
  const key = flaskKey(token);
  const header = flaskHeader(stored);
  const ciphertext = stored.subarray(FLASK_HEADER_BYTES);
  const { size: bytes } = flaskSize(key, header, stored.length, ciphertext.subarray(-FLASK_TAIL));
  return await collect(openCbc(flaskCbcKey(key, header), bytes, pieces(ciphertext, size)));
}

describe('files of the "User Manager" (format 6.1)', () => {
  const key = parseKeyFile(read('user-manager/key.json')) as KeyFile;

  test.each(json('user-manager/expected.json') as Expected[])('$file opens to what went in', async (expected) => {
    const stored = read(`user-manager/${expected.file}`);
    for (const size of [1, 15, 16, 4096]) {
      if (size < 16 && stored.length > 20_000) continue;
      const plain = await openUserManager(key, stored, size);
      expect([plain.length, sha256(plain)]).toEqual([expected.bytes, expected.sha256]);
    }
  });

  test('any content under a key of any size opens again', async () => {
    const secret = fc.constantFrom(16, 24, 32).map((length) => ({ key: randomBytes(length), iv: randomBytes(16) }));
    const content = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(secret, content, fc.integer({ min: 1, max: 50 }), async ({ key, iv }, plain, size) => {
        const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
        const stored = Buffer.concat([cipher.update(plain), cipher.final()]);
        const opened = await openUserManager({ key, iv } as KeyFile, stored, size);
        expect(opened.equals(plain)).toBe(true);
      }),
    );
  });

  test('a padding that is none is a wrong key or damage, told before anything is deciphered', () => {
    const stored = read('user-manager/big.bin.enct');
    const tail = stored.subarray(-USER_MANAGER_TAIL);
    const refused = expect.objectContaining({ code: 'wrong-key-or-damaged' });
    const other = { key: Buffer.alloc(16, 7), iv: Buffer.alloc(16) };
    expect(() => userManagerSize(other, stored.length, tail)).toThrow(refused);
    const damaged = Buffer.from(tail);
    damaged[16 + 3]! ^= 1;
    expect(() => userManagerSize(key, stored.length, damaged)).toThrow(refused);
  });

  test.each([0, 1, 15, 17, 300_015])('a file of %i bytes is cut', (length) => {
    const stored = read('user-manager/big.bin.enct').subarray(0, length);
    const size = () => userManagerSize(key, length, stored.subarray(-USER_MANAGER_TAIL));
    expect(size).toThrow(expect.objectContaining({ code: 'truncated' }));
  });
});

describe('files of the "Flask-Encryptor" (format 6.2)', () => {
  const database = json('flask-encryptor/database.json') as {
    token: string;
    global_key: string;
    uploaded_files: { filename: string; realname: string }[];
  };
  const expected = json('flask-encryptor/expected.json') as Expected[];

  test.each(expected)(
    '$filename opens to what went in, under its real name',
    async ({ filename, name, bytes, ...file }) => {
      const plain = await openFlask(database.token, read(`flask-encryptor/${filename}`));
      expect([plain.length, sha256(plain)]).toEqual([bytes, file.sha256]);
      const { realname } = database.uploaded_files.find((entry) => entry.filename === filename)!;
      expect(flaskName(flaskKey(database.global_key), Buffer.from(realname, 'base64'))).toBe(name);
    },
  );

  test('a wrong token shows in the fill, and only there', async () => {
    const key = flaskKey('not the token');
    const checked = expected.map(({ filename }) => {
      const stored = read(`flask-encryptor/${filename}`);
      const tail = stored.subarray(FLASK_HEADER_BYTES).subarray(-FLASK_TAIL);
      try {
        return flaskSize(key, flaskHeader(stored), stored.length, tail).isChecked;
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    // One of them is empty, one has whole blocks: nothing of these two could tell.
    expect(checked.toSorted()).toEqual([false, false, ...Array.from({ length: 3 }, () => 'wrong-key-or-damaged')]);
  });

  test.each([-16, -17, 1, 16, 2 ** 40])('a size that is %i beyond what fits is refused', (by) => {
    const stored = Buffer.from(read(`flask-encryptor/${expected[3]!.filename}`));
    const size = stored.length - FLASK_HEADER_BYTES;
    stored.writeBigUInt64LE(BigInt(size + by));
    const check = () => flaskSize(flaskKey('any'), flaskHeader(stored), stored.length, stored.subarray(-FLASK_TAIL));
    expect(check).toThrow(expect.objectContaining({ code: 'truncated' }));
  });

  test('a name under another key is refused where its bytes are no text', () => {
    const sealed = Buffer.concat([Buffer.alloc(16, 1), Buffer.alloc(40, 2)]);
    expect(() => flaskName(flaskKey('other'), sealed)).toThrow(
      expect.objectContaining({ code: 'wrong-key-or-damaged' }),
    );
    expect(() => flaskName(flaskKey('other'), sealed.subarray(0, 16))).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
  });
});

test('all classic vectors are covered', () => {
  const count = (folder: string) => readdirSync(new URL(folder, FOLDER)).length;
  expect([count('user-manager'), count('flask-encryptor')]).toEqual([7, 7]);
});
