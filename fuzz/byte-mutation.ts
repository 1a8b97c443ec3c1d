import type { Random } from './random.ts';

/** What lengths, counts and offsets are wrong at. */
const EDGES = [
  0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
];
/** Letters that mean something in JSON, in base64, in paths and in hex. */
const LETTERS = Buffer.from('{}[]":,\\/+=-_.~0aAfFgZ \n\0\x7f\xff\xc3\xed', 'latin1');
/** A run that is put in: longer than what is kept on a stack or in a block. */
const MAX_RUN = 5000;
/** What takes time with the square of its length where somebody is careless: marks that are to be sorted, names that are to be parted. */
const SLOW = ['\u0301\u0316', '/', 'a/', '=', ' ', '[', '{"a":', '\\u0301'];
const MAX_SLOW = 100_000;

type Change = (random: Random, bytes: Buffer, other: Buffer) => Buffer;

const CHANGES: readonly Change[] = [
  (random, bytes) => patched(bytes, at(random, bytes), (byte) => byte ^ (1 << random.below(8))),
  (random, bytes) => patched(bytes, at(random, bytes), () => random.below(256)),
  (random, bytes) => patched(bytes, at(random, bytes), () => random.of(LETTERS)),
  (random, bytes) => put(bytes, at(random, bytes), edge(random)),
  // Cut short, more often near the end.
  (random, bytes) =>
    bytes.subarray(0, random.once(2) ? at(random, bytes) : Math.max(0, bytes.length - random.below(64))),
  (random, bytes) => without(bytes, at(random, bytes), 1 + random.below(random.once(4) ? MAX_RUN : 20)),
  (random, bytes) => inserted(bytes, at(random, bytes), random.bytes(1 + random.below(20))),
  (random, bytes) => inserted(bytes, at(random, bytes), Buffer.alloc(1 + random.below(MAX_RUN), random.of(LETTERS))),
  (random, bytes) => (random.once(20) ? inserted(bytes, at(random, bytes), Buffer.from(slowRun(random))) : bytes),
  // Twice, moved, and out of another sample.
  (random, bytes) => inserted(bytes, at(random, bytes), stretch(random, bytes)),
  (random, bytes) => put(bytes, at(random, bytes), stretch(random, bytes)),
  (random, bytes, other) => inserted(bytes, at(random, bytes), stretch(random, other)),
  (random, bytes, other) => put(bytes, at(random, bytes), stretch(random, other)),
  (random, bytes, other) => Buffer.concat([bytes.subarray(0, at(random, bytes)), other.subarray(at(random, other))]),
];

/** One to four changes of the bytes, more of them seldom. */
export function mutatedBytes(random: Random, bytes: Buffer, other: Buffer): Buffer {
  let changed = bytes;
  do changed = random.of(CHANGES)(random, changed, other);
  while (random.once(2));
  return changed;
}

/** A hundred thousand characters at most. */
export function slowRun(random: Random): string {
  const unit = random.of(SLOW);
  return unit.repeat(1 + random.below(MAX_SLOW / unit.length));
}

function at(random: Random, bytes: Buffer): number {
  // Heads hold what the rest is read by.
  return random.below(random.once(3) ? Math.min(bytes.length + 1, 128) : bytes.length + 1);
}

function edge(random: Random): Buffer {
  const value = random.of(EDGES) - (random.once(8) ? 1 : 0);
  const number = Buffer.alloc(random.of([2, 4, 8]));
  if (random.once(3)) number.writeUIntLE(value & 0xffff, 0, 2);
  else if (number.length === 2) number.writeUInt16BE(value & 0xffff);
  else number.writeUInt32BE(value >>> 0, number.length - 4);
  return number;
}

function stretch(random: Random, bytes: Buffer): Buffer {
  const start = at(random, bytes);
  return bytes.subarray(start, start + 1 + random.below(random.once(4) ? MAX_RUN : 40));
}

function patched(bytes: Buffer, place: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  if (place < copy.length) copy[place] = change(copy[place]!);
  return copy;
}

function put(bytes: Buffer, place: number, patch: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  patch.copy(copy, place);
  return copy;
}

function without(bytes: Buffer, place: number, count: number): Buffer {
  return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + count)]);
}

function inserted(bytes: Buffer, place: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)]);
}
