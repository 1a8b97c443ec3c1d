import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteQueue } from './byte-queue.ts';

type Step = { push: Uint8Array } | { take: number };

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 4_090, max: 4_100 }),
  fc.integer({ min: 0, max: 70_000 }),
);
let filler = 0;
/** Bytes that tell every place from its neighbours, in a buffer with something before and behind. */
function piece(length: number): Uint8Array {
  const around = new Uint8Array(length + 7).fill(0xee);
  for (let at = 0; at < length; at += 1) around[at + 3] = (filler += 1) % 251;
  return around.subarray(3, length + 3);
}
const steps = fc.array(
  fc.oneof(
    sizes.map((length): Step => ({ push: piece(length) })),
    fc.nat(100_000).map((take): Step => ({ take })),
  ),
  { maxLength: 60 },
);

test('whatever is pushed and taken, it is Buffer.concat: first in, first out', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new ByteQueue();
      let model = Buffer.alloc(0);
      const pushed: { chunk: Uint8Array; copy: Buffer }[] = [];
      const taken: { bytes: Buffer; copy: Buffer }[] = [];
      for (const step of all) {
        if ('push' in step) {
          pushed.push({ chunk: step.push, copy: Buffer.from(step.push) });
          model = Buffer.concat([model, step.push]);
          queue.push(step.push);
        } else {
          const count = step.take % (model.length + 1);
          const bytes = queue.take(count);
          expect(bytes.equals(model.subarray(0, count))).toBe(true);
          taken.push({ bytes, copy: Buffer.from(bytes) });
          model = model.subarray(count);
        }
        expect(queue.length).toBe(model.length);
      }
      expect(queue.take(queue.length).equals(model)).toBe(true);
      // Neither what came in nor what went out is written to afterwards.
      for (const { chunk, copy } of pushed) expect(copy.equals(chunk)).toBe(true);
      for (const { bytes, copy } of taken) expect(copy.equals(bytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('no more is taken than is there, and asking takes nothing away', () => {
  const queue = new ByteQueue();
  expect(() => queue.take(1)).toThrow(RangeError);
  queue.push(Buffer.from('abc'));
  expect(() => queue.take(4)).toThrow(RangeError);
  expect(queue.take(3).toString()).toBe('abc');
  expect(queue.take(0).length).toBe(0);
});

test('small pieces share blocks of 64 KiB, also with large ones between them: memory is what was pushed', () => {
  const queue = new ByteQueue();
  const large = Buffer.alloc(4_097, 2);
  for (let turn = 0; turn < 1_000; turn += 1) {
    queue.push(Uint8Array.of(1));
    queue.push(large);
  }
  const blocks = new Set<ArrayBufferLike>();
  for (let turn = 0; turn < 1_000; turn += 1) {
    blocks.add(queue.take(1).buffer);
    expect(queue.take(4_097).equals(large)).toBe(true);
  }
  expect(blocks.size).toBe(1);
});

test('small pieces are copied, so their owner may write over them; large ones are not copied', () => {
  const queue = new ByteQueue();
  const small = Buffer.alloc(4_096, 1);
  queue.push(small);
  small.fill(9);
  expect(queue.take(4_096).equals(Buffer.alloc(4_096, 1))).toBe(true);
  const large = Buffer.alloc(4_097, 1);
  queue.push(large);
  expect(queue.take(4_097).buffer).toBe(large.buffer);
});

test('a large chunk is not taken for a block of ours because it ends where that goes on', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.alloc(4_096, 1));
  queue.push(Buffer.alloc(1, 1));
  const memory = new ArrayBuffer(8_192);
  queue.push(new Uint8Array(memory, 0, 4_097).fill(2));
  queue.push(Uint8Array.of(3));
  expect(queue.take(4_097).equals(Buffer.alloc(4_097, 1))).toBe(true);
  expect(queue.take(4_097).equals(Buffer.alloc(4_097, 2))).toBe(true);
  expect([...queue.take(1)]).toEqual([3]);
  expect(new Uint8Array(memory)[4_097]).toBe(0);
});

test('what was taken may be put back in', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.alloc(3_000, 1));
  queue.push(Buffer.alloc(3_000, 2));
  const taken = queue.take(5_000);
  queue.push(taken);
  queue.push(Uint8Array.of(3));
  const expected = Buffer.concat([
    Buffer.alloc(1_000, 2),
    Buffer.alloc(3_000, 1),
    Buffer.alloc(2_000, 2),
    Buffer.of(3),
  ]);
  expect(queue.take(6_001).equals(expected)).toBe(true);
});
