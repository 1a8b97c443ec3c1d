import { hmacSha256 } from '../keys/derivation.ts';
import { u64be } from '../keys/encoding.ts';
import { SealError } from '../keys/errors.ts';
import { HEADER_BYTES, MAX_EXPONENT, MIN_EXPONENT, type Suite } from '../keys/header.ts';
import { parseKeyFile, type KeyFile } from '../keys/key-file.ts';
import { deriveObjectKey, deriveObjectKeys } from '../keys/object-key.ts';
import { Opener } from '../keys/opener.ts';
import { RangeOpener } from '../keys/range-opener.ts';
import { Sealer } from '../keys/sealer.ts';
import { storedSegmentBytes, TAG_BYTES } from '../keys/segment.ts';
import { Fault, sealErrors, vector, vectorNames, type Parser, type ParserTable } from './parser.ts';

const ALL = ['not-sealed', 'unsupported', 'wrong-key', 'tampered', 'truncated'] as const;
const SALT_OFFSET = 48;
const FIELDS_BYTES = 80;
/** Bytes at a time. */
const PIECES = [1, 111, 7000, 65_583];

/** What opens the samples. */
export const keyFile = () => parseKeyFile(vector('vector.key.json')) as KeyFile;

/** A file of two segments and one of CFB, short enough for thousands of tries a second. */
export function smallFiles(key: KeyFile): Buffer[] {
  return [1, 2].flatMap((suite) =>
    [0, 40, 65_537].map((length) => {
      const options = {
        suite: suite as Suite,
        exponent: MIN_EXPONENT,
        fileId: '07'.repeat(16),
        salt: Buffer.alloc(32, 9),
      };
      const sealer = new Sealer(key, options);
      return Buffer.concat([...sealer.push(Buffer.alloc(length, 'Latchkey')), ...sealer.finish()]);
    }),
  );
}

/** In pieces of one size or another, two hundred at most. */
export function* piecesOf(input: Buffer): Generator<Buffer> {
  const size = Math.max(PIECES[input.length % PIECES.length]!, Math.ceil(input.length / 200));
  for (let at = 0; at < input.length; at += size) yield input.subarray(at, at + size);
}

/** Opens in pieces, and gives whatever came out before the verdict. */
export function opened(key: KeyFile, input: Buffer): { plain: Buffer; error: unknown } {
  const opener = new Opener(key);
  const plain: Buffer[] = [];
  try {
    for (const piece of piecesOf(input)) plain.push(...opener.push(piece));
    plain.push(...opener.finish());
    return { plain: Buffer.concat(plain), error: undefined };
  } catch (error) {
    return { plain: Buffer.concat(plain), error };
  }
}

/** A sealed file as somebody without the key can change it: nothing comes out but the beginning of what went in. */
function sealed(): Parser {
  const key = keyFile();
  const small = vectorNames('', '.sealed').filter((name) => vector(name).length < 70_000);
  const samples = [...smallFiles(key), ...small.map(vector)];
  // What a refused one gives out before its verdict is the beginning of what was sealed too.
  const plains = samples.map((sample) => opened(key, sample).plain);
  return {
    form: 'bytes',
    samples,
    refuses: sealErrors(...ALL),
    read(input) {
      const { plain, error } = opened(key, input);
      const isWhole = error === undefined;
      const isOurs = plains.some((one) => (isWhole ? one.equals(plain) : one.subarray(0, plain.length).equals(plain)));
      if (!isOurs) throw new Fault('content that nobody sealed');
      if (!isWhole) throw error;
    },
  };
}

/** Tags everything anew, as whoever has the key could: what lies behind the tags is reached. */
export function retagged(key: KeyFile, input: Buffer): Buffer {
  if (input.length < HEADER_BYTES) return input;
  const bytes = Buffer.from(input);
  const keys = deriveObjectKeys(deriveObjectKey(key, bytes.subarray(SALT_OFFSET, FIELDS_BYTES)));
  hmacSha256(keys.headerKey, bytes.subarray(0, FIELDS_BYTES)).copy(bytes, FIELDS_BYTES);
  const suite = bytes[9] === 2 ? 2 : 1;
  const size = storedSegmentBytes(suite, 2 ** Math.min(Math.max(bytes[10]!, MIN_EXPONENT), MAX_EXPONENT));
  let index = 0;
  for (let at = HEADER_BYTES; at < bytes.length; at += size) {
    const segment = bytes.subarray(at, at + size);
    const final = at + size >= bytes.length;
    if (segment.length < TAG_BYTES) break;
    const body = segment.subarray(0, segment.length - TAG_BYTES);
    hmacSha256(keys.macKey, u64be(index), Uint8Array.of(final ? 1 : 0), body).copy(segment, body.length);
    index += 1;
  }
  return bytes;
}

/** The same file by somebody who has the key and does not keep to the format. Both readers say the same of it. */
function segments(): Parser {
  const key = keyFile();
  return {
    form: 'bytes',
    samples: [...smallFiles(key), vector('cfb.sealed'), vector('bad-padding-good-tag.sealed')],
    refuses: sealErrors(...ALL),
    read(input) {
      const bytes = retagged(key, input);
      const { plain, error } = opened(key, bytes);
      if (error !== undefined && !(error instanceof SealError)) throw error;
      const ranges = inRanges(key, bytes, plain.length);
      if (error === undefined && !ranges?.equals(plain)) throw new Fault('the two readers disagree');
      if (error !== undefined) throw error;
    },
  };
}

function inRanges(key: KeyFile, bytes: Buffer, plainBytes: number): Buffer | undefined {
  const exponent = bytes[10] ?? 0;
  if (bytes.length < HEADER_BYTES || exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) return undefined;
  const header = { suite: bytes[9] === 2 ? 2 : 1, exponent } as const;
  const objectKey = deriveObjectKey(key, bytes.subarray(SALT_OFFSET, FIELDS_BYTES));
  try {
    return Buffer.concat(
      [...new RangeOpener({ header, objectKey, plainBytes }).open(0, bytes.subarray(HEADER_BYTES))].map((piece) =>
        Buffer.from(piece),
      ),
    );
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

export const SEALED_PARSERS: ParserTable = { sealed, segments };
