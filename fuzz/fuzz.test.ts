import { expect, test } from 'vitest';
import { mutatedBytes } from './byte-mutation.ts';
import { mutatedJson } from './json-mutation.ts';
import { PARSERS } from './parsers.ts';
import { Random } from './random.ts';
import { fuzz } from './run.ts';

const PLANTED = new URL('test-parsers.ts', import.meta.url).href;
/** Each run reads other inputs. For the same once more: LATCHKEY_FUZZ_SEED. */
const SEED = Number(process.env['LATCHKEY_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

// A minute each: `npm run fuzz`.
test.each(Object.keys(PARSERS))('%s: whatever it reads is taken or refused in its own words, at once', async (name) => {
  const { inputs, found } = await fuzz({ name, seed: SEED, seconds: 0.5 });
  const input = found && found.input.subarray(0, 4096).toString('base64');
  expect(found, `LATCHKEY_FUZZ_SEED=${SEED}, input ${found?.index}: ${input}`).toBeUndefined();
  expect(inputs).toBeGreaterThan(1);
});

test.each([
  ['thrower', 'TypeError: not refused'],
  ['rejecter', 'TypeError: not refused'],
  ['hanger', 'no answer within 3000 ms'],
  ['eater', 'more memory than any input may take'],
  ['hoarder', 'heap out of memory'],
  ['ender', 'SIGSEGV'],
])('a parser that is a %s is found out, and its input is made again', async (name, what) => {
  const run = { name, seed: 1, module: PLANTED, ...(name === 'hanger' && { deadline: 3000 }) };
  const { found } = await fuzz(run);
  expect(found?.what).toContain(what);
  const { found: again } = await fuzz({ ...run, first: found!.index, inputs: 1 });
  expect(again).toMatchObject({ index: found!.index, input: found!.input });
});

test('a parser that refuses in its own words is let be', async () => {
  expect(await fuzz({ name: 'good', seed: 1, inputs: 500, module: PLANTED })).toEqual({
    inputs: 500,
    found: undefined,
  });
});

test('an input follows from its seed and its index, and two of them hardly ever agree', () => {
  const json = Buffer.from(
    JSON.stringify({ a: [1, { b: 'text' }], c: Buffer.alloc(40, 7).toString('base64'), d: null }),
  );
  for (const mutated of [mutatedBytes, mutatedJson]) {
    const made = (seed: number, index: number) => mutated(new Random(seed, index), json, json).toString('base64');
    const all = Array.from({ length: 1000 }, (_, index) => made(5, index));
    expect(all.map((_, index) => made(5, index))).toEqual(all);
    expect(new Set(all).size).toBeGreaterThan(700);
    expect(made(6, 3)).not.toBe(made(5, 3));
  }
});
