import { describe, expect, test } from 'vitest';
import { BoxKey } from './box.ts';
import { SealError } from './errors.ts';
import { keyFingerprint } from './fingerprint.ts';
import { checkHeaderTag, HEADER_BYTES, parseHeader } from './header.ts';
import { parseKeyFile, unlockKeyFile, type KeyFile } from './key-file.ts';
import { nameDigest, nameText, openName, parseNameText, sealName, splitNameText } from './name.ts';
import { deriveObjectKey } from './object-key.ts';
import { Opener, type OpeningKey } from './opener.ts';
import { PasswordWork } from './password.ts';
import { RangeOpener } from './range-opener.ts';
import { RangeSealer } from './range-sealer.ts';
import { SegmentCipher } from './segment.ts';
import { expectVerdict, sha256, vector, WAYS, type SealedVectors } from './test-vectors.ts';

interface NameVector {
  nameKey: string;
  vaultId: string;
  accountId: string;
  fileId: string;
  revision: number;
  changeId: string;
  iv: string;
  record: string;
  sealedName: string;
  objectKeyInBucket: string;
  longObject?: string;
}

const vectors = JSON.parse(vector('vectors.json').toString()) as {
  names: NameVector[];
  protectedKeyFile: { file: string; passphrase: string; opensTo: string };
} & SealedVectors;

function openKeyFile(name: string): KeyFile {
  const file = parseKeyFile(vector(name));
  if (file.form === 'protected') throw new Error('a plain key file was expected');
  return file;
}

/** Opens in pieces and returns the verdict and all that was released before it. */
function open(key: OpeningKey, sealed: Buffer, pieces: Iterable<number>, fileId?: string) {
  const opener = new Opener(key, { fileId });
  const released: Buffer[] = [];
  let verdict = 'ok';
  try {
    let at = 0;
    for (const length of pieces) {
      for (const plain of opener.push(sealed.subarray(at, at + length))) released.push(plain);
      at += length;
      if (at >= sealed.length) break;
    }
    for (const plain of opener.finish()) released.push(plain);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    verdict = error.code;
  }
  return { verdict, plain: Buffer.concat(released), opener };
}

describe.each(WAYS)('sealed files of other programs, %s (format 2)', (_, pieces) => {
  test.each(vectors.files)('$name: $expect', (file) => {
    const sealed = vector(file.file);
    const { verdict, plain } = open(openKeyFile(file.keyFile), sealed, pieces(sealed.length), file.fileId);
    expectVerdict(file, verdict, plain);
  });
});

/** Opens as a reader does that knows the length from the record: its header, then its segments from the last to the first. */
function openInRuns(key: KeyFile, sealed: Buffer, bytes: number, count: number, fileId: string | undefined) {
  const opened: { at: number; plain: Buffer }[] = [];
  try {
    const header = parseHeader(sealed.subarray(0, HEADER_BYTES), key.id);
    const objectKey = deriveObjectKey(key, header.salt);
    checkHeaderTag(sealed, new SegmentCipher(header, objectKey).headerKey);
    if (header.kind !== 0 || (fileId !== undefined && header.fileId !== fileId)) throw new SealError('tampered');
    const opener = new RangeOpener({ header, objectKey, plainBytes: bytes });
    if (opener.storedBytes !== sealed.length) throw new SealError('tampered');
    for (let first = opener.segments - 1 - ((opener.segments - 1) % count); first >= 0; first -= count) {
      const { start, end } = opener.storedOf(first, count);
      let at = opener.plainOf(first, count).start;
      for (const plain of opener.open(first, sealed.subarray(start, end))) {
        opened.push({ at, plain });
        at += plain.length;
      }
    }
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return error.code;
  }
  return Buffer.concat(opened.sort((a, b) => a.at - b.at).map(({ plain }) => plain));
}

describe.each([1, 2, 100])('sealed files of other programs, in runs of %i segments (format 2.5, 2.6)', (count) => {
  const good = vectors.files.filter(({ expect: verdict }) => verdict === 'ok');
  const bad = vectors.files.filter(({ expect: verdict }) => verdict !== 'ok');

  test.each(good)('$name opens whole, and to no other length', ({ file, keyFile, bytes, sha256: digest, fileId }) => {
    const [key, sealed] = [openKeyFile(keyFile), vector(file)];
    const content = openInRuns(key, sealed, bytes!, count, fileId);
    expect([Buffer.isBuffer(content) && sha256(content), content.length]).toEqual([digest, bytes]);
    for (const other of [bytes! - 1, bytes! + 1, bytes! + 65_536]) {
      if (other >= 0) expect(openInRuns(key, sealed, other, count, fileId)).toBe('tampered');
    }
  });

  test.each(bad)('$name never opens: $expect', ({ file, keyFile, expect: verdict, fileId }) => {
    const [key, sealed] = [openKeyFile(keyFile), vector(file)];
    // Whatever length a record could say of it, the one that fits its own among them.
    for (let bytes = Math.max(0, sealed.length - 400); bytes <= sealed.length; bytes += 1) {
      const code = openInRuns(key, sealed, bytes, count, fileId);
      expect([...verdict.split('|'), 'tampered']).toContain(code);
    }
  });
});

test.each(vectors.files.filter(({ expect: verdict }) => verdict === 'ok'))(
  'the content of $name, sealed in stretches under the same salt, is the same file (format 2.5)',
  ({ file, keyFile, bytes, fileId }) => {
    const [key, sealed] = [openKeyFile(keyFile), vector(file)];
    const content = openInRuns(key, sealed, bytes!, 1, fileId);
    if (!Buffer.isBuffer(content)) throw new Error(content);
    const header = parseHeader(sealed, key.id);
    const sealer = new RangeSealer({ header, objectKey: deriveObjectKey(key, header.salt), plainBytes: bytes! });
    expect(sealer.storedBytes).toBe(sealed.length);
    for (const length of [sealed.length, 50_001]) {
      for (let start = 0; start < sealed.length; start += length) {
        const stretch = { start, end: Math.min(start + length, sealed.length) };
        const need = sealer.plainOf(stretch);
        const into = Buffer.alloc(stretch.end - start);
        sealer.seal(stretch, content.subarray(need.start, need.end), into);
        expect(into.equals(sealed.subarray(start, stretch.end))).toBe(true);
      }
    }
  },
);

test('every kind of verdict is among the vectors', () => {
  const verdicts = new Set(vectors.files.flatMap((file) => file.expect.split('|')));
  expect([...verdicts].sort()).toEqual(['not-sealed', 'ok', 'tampered', 'truncated', 'unsupported', 'wrong-key']);
  expect(vectors.files).toHaveLength(43);
});

test.each(vectors.objectKeys)('the object key alone opens $file (format 2.3)', ({ file, objectKey }) => {
  const sealed = vector(file);
  const whole = vectors.files.find((candidate) => candidate.file === file)!;
  const { verdict, plain } = open({ objectKey: Buffer.from(objectKey, 'hex') }, sealed, [sealed.length]);
  expect([verdict, sha256(plain)]).toEqual(['ok', whole.sha256]);
});

test('an object key of another file opens nothing (format 2.4)', () => {
  const { objectKey } = vectors.objectKeys[0]!;
  const sealed = vector('three-segments.sealed');
  const { verdict, plain } = open({ objectKey: Buffer.from(objectKey, 'hex') }, sealed, [sealed.length]);
  expect([verdict, plain.length]).toEqual(['tampered', 0]);
});

test('the protected key file opens to the plain one (format 1.4)', async () => {
  const { file, passphrase, opensTo } = vectors.protectedKeyFile;
  const locked = parseKeyFile(vector(file));
  if (locked.form !== 'protected') throw new Error('a protected key file was expected');
  const plain = openKeyFile(opensTo);
  expect(await unlockKeyFile(locked, passphrase, new PasswordWork())).toEqual(plain);
  expect(keyFingerprint(plain.id)).toBe('06E4-1043');
});

describe('sealed names of other programs (format 3.1 to 3.5)', () => {
  test.each(vectors.names)('revision $revision of $fileId, change $changeId', (name) => {
    const key = new BoxKey(Buffer.from(name.nameKey, 'hex'));
    const box = sealName(key, name, name.revision, name.record, Buffer.from(name.iv, 'hex'));
    expect(nameText(box)).toBe(name.sealedName);
    expect(openName([key], name, name.revision, parseNameText(name.sealedName)).toString()).toBe(name.record);
    if (name.longObject === undefined) {
      expect(name.objectKeyInBucket.endsWith(`.${splitNameText(name.sealedName)}`)).toBe(true);
    } else {
      expect(name.objectKeyInBucket.endsWith(`.${nameDigest(box)}`)).toBe(true);
      expect(name.longObject.endsWith(`.${nameDigest(box).slice(1)}`)).toBe(true);
    }
  });
});
