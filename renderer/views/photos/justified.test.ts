import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedLines, heightOf, type Line, MAX_STRETCH, openLines } from './justified.ts';

const ratio = fc.double({ min: 1 / 3, max: 5, noNaN: true });
const measure = fc.record({
  width: fc.integer({ min: 1, max: 2400 }),
  height: fc.integer({ min: 96, max: 240 }),
  gap: fc.constant(4),
});
const run = fc.tuple(fc.array(ratio, { maxLength: 60 }), fc.nat(60), fc.nat(60)).map(([ratios, a, b]) => ({
  ratios,
  part: { start: Math.min(a, b, ratios.length), end: Math.min(Math.max(a, b), ratios.length) },
}));

/** Each line begins where the one before ended, and none is empty. */
function followOneAnother(lines: readonly Line[], { start, end }: Line): void {
  let at = start;
  for (const line of lines) {
    expect(line.start).toBe(at);
    expect(line.end).toBeGreaterThan(line.start);
    at = line.end;
  }
  expect(at).toBe(end);
}

test('lines hold every picture once, in order', () => {
  fc.assert(
    fc.property(run, measure, ({ ratios, part }, how) => {
      followOneAnother(openLines(ratios, part, how), part);
      followOneAnother(closedLines(ratios, part, how), part);
    }),
  );
});

test('a line is as near to its height as one picture more or less lets it be', () => {
  fc.assert(
    fc.property(run, measure, ({ ratios, part }, how) => {
      const full = (start: number, end: number) =>
        heightOf(
          ratios.slice(start, end).reduce((sum, one) => sum + one, 0),
          end - start,
          how,
        );
      for (const { start, end } of openLines(ratios, part, how).slice(0, -1)) {
        const height = full(start, end);
        expect(height).toBeLessThanOrEqual(MAX_STRETCH * how.height);
        // One picture more would have made a lower line too low, one less a higher line too high.
        if (height > how.height) expect(full(start, end + 1)).toBeLessThanOrEqual(how.height);
        else if (end - start > 1) expect(full(start, end - 1)).toBeGreaterThan(how.height);
      }
    }),
  );
});

test('lines that end where others begin share their pictures about evenly', () => {
  const ratios = Array.from({ length: 23 }, (_, at) => [1.5, 0.67, 1.78, 1.33][at % 4]!);
  const how = { width: 980, height: 152, gap: 4 };
  const heights = closedLines(ratios, { start: 0, end: 23 }, how).map(({ start, end }) =>
    heightOf(
      ratios.slice(start, end).reduce((sum, one) => sum + one, 0),
      end - start,
      how,
    ),
  );
  expect(heights.length).toBe(5);
  for (const height of heights) expect(Math.abs(Math.log(height / 152))).toBeLessThan(0.35);
});
