import { createHash, randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flaskKey, flaskName } from '../../keys/classic/flask-encryptor.ts';
import { SealError } from '../../keys/errors.ts';
import { ClassicFile, flaskFormat, userManagerFormat, type ClassicFormat } from './classic-file.ts';
import { testFolder } from './test-engine.ts';
import { makeOldFiles, noPycryptodome, type OldFileTask } from './test-pycryptodome.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function opened(localPath: string, format: ClassicFormat): Promise<Buffer> {
  const file = await ClassicFile.open(localPath, format);
  try {
    const plain = Buffer.concat(await Array.fromAsync(file.bytes()));
    expect(plain.length).toBe(file.size);
    return plain;
  } finally {
    await file.close();
  }
}

/** Around a block, around what is deciphered at a time, and beyond. */
const SIZES = [0, 1, 15, 16, 17, 31, 32, 1000, 2 ** 20 - 24, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 17, 2_500_000];

describe.skipIf(noPycryptodome !== undefined)(`made by PyCryptodome (${noPycryptodome ?? 'installed'})`, () => {
  test('files of the "User Manager" of any size open, under keys of each length (format 6.1)', async () => {
    const folder = await testFolder();
    const plains = SIZES.map((size) => randomBytes(size));
    const keys = SIZES.map((_, index) => ({ key: randomBytes([16, 24, 32][index % 3]!), iv: randomBytes(16) }));
    const tasks = plains.map((plain, index): OldFileTask => {
      const { key, iv } = keys[index]!;
      return {
        program: 'user-manager',
        key: key.toString('hex'),
        iv: iv.toString('hex'),
        plain: plain.toString('hex'),
      };
    });
    for (const [index, { stored }] of makeOldFiles(tasks).entries()) {
      const path = join(folder, String(index));
      await writeFile(path, stored);
      expect(sha256(await opened(path, userManagerFormat(keys[index]!)))).toBe(sha256(plains[index]!));
    }
  });

  test('files of the "Flask-Encryptor" of any size open, with their names (format 6.2)', async () => {
    const folder = await testFolder();
    const plains = SIZES.map((size) => randomBytes(size));
    const tasks = plains.map((plain, index): OldFileTask => {
      const iv = randomBytes(16).toString('hex');
      const name = `bericht ünïcode 日本 ${'x'.repeat(index)}.txt`;
      return {
        program: 'flask-encryptor',
        iv,
        token: 'tökén',
        globalKey: 'global',
        name,
        plain: plain.toString('hex'),
      };
    });
    for (const [index, { stored, name }] of makeOldFiles(tasks).entries()) {
      const path = join(folder, String(index));
      await writeFile(path, stored);
      expect(sha256(await opened(path, flaskFormat('tökén')))).toBe(sha256(plains[index]!));
      expect(flaskName(flaskKey('global'), name)).toBe(tasks[index]!.name);
    }
  });
});

test('a file that changes between the first look and the end of its reading is refused', async () => {
  const path = join(await testFolder(), 'old');
  await writeFile(path, Buffer.concat([Buffer.alloc(8), randomBytes(16)]));
  const first = await ClassicFile.open(path, flaskFormat('any'));
  await appendFile(path, Buffer.alloc(16));
  const changed = expect.objectContaining({ code: 'source-changed' }) as Error;
  await expect(Array.fromAsync(first.bytes())).rejects.toThrow(changed);
  await first.close();
  await expect(ClassicFile.open(path, flaskFormat('any'), first.identity)).rejects.toThrow(changed);
});

test('whatever a file holds, it opens to the size it tells or is refused with a clear error', async () => {
  const path = join(await testFolder(), 'old');
  const formats = [
    flaskFormat('token'),
    userManagerFormat({ key: Buffer.alloc(16, 1), iv: Buffer.alloc(16, 2) }),
    userManagerFormat({ key: Buffer.alloc(32, 1), iv: Buffer.alloc(16, 2) }),
  ];
  const size = fc.oneof(fc.nat(300), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  const stored = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(size, fc.uint8Array({ maxLength: 300 })).map(([told, rest]) => {
      const head = Buffer.alloc(8);
      head.writeBigUInt64LE(BigInt(told));
      return Buffer.concat([head, rest]);
    }),
  );
  await fc.assert(
    fc.asyncProperty(stored, fc.constantFrom(...formats), async (bytes, format) => {
      await writeFile(path, bytes);
      const plain = await opened(path, format).catch((error: unknown) => error);
      if (plain instanceof Buffer) expect(plain.length).toBeLessThanOrEqual(bytes.length);
      else {
        expect(plain).toBeInstanceOf(SealError);
        expect(['truncated', 'wrong-key-or-damaged']).toContain((plain as SealError).code);
      }
    }),
    { numRuns: 200 },
  );
});
