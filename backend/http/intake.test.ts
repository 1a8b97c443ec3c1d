import { expect, test } from 'vitest';
import { Intake, MAX_AT_ONCE, MAX_OF_ACCOUNT } from './intake.ts';

const refusal = expect.objectContaining({ code: 'rate-limited', retryAfter: 2 });

test('one account sends so many files at once, and leaves room for others', () => {
  const intake = new Intake();
  const own = Array.from({ length: MAX_OF_ACCOUNT }, () => intake.begin('ana'));
  expect(() => intake.begin('ana')).toThrow(refusal);
  const other = intake.begin('ben');
  own[0]!();
  own[0]!();
  intake.begin('ana');
  expect(() => intake.begin('ana')).toThrow(refusal);
  other();
});

test('all accounts together have a bound as well', () => {
  const intake = new Intake();
  const all = Array.from({ length: MAX_AT_ONCE }, (_, index) => intake.begin(`account ${index}`));
  expect(() => intake.begin('one more')).toThrow(refusal);
  for (const over of all) over();
  expect(() => intake.begin('one more')).not.toThrow();
});

test('what waits on the disk is counted over all requests, and room comes back', async () => {
  const intake = new Intake();
  const content = () =>
    intake.waiting(
      (async function* () {
        yield* [Buffer.alloc(40), Buffer.alloc(40)];
      })(),
      100,
    );
  const read = async (bytes: AsyncIterable<Buffer>) => {
    let length = 0;
    for await (const chunk of bytes) length += chunk.length;
    return length;
  };
  const first = content();
  expect(await read(first.bytes)).toBe(80);
  const second = content();
  await expect(read(second.bytes)).rejects.toThrow(refusal);
  second.free();
  first.free();
  expect(await read(content().bytes)).toBe(80);
});
