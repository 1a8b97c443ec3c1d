import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAMILY, testFile, WORK } from '../files/test-files.ts';
import { PhotoLayout } from './photo-layout.ts';
import { HEAD } from './photo-lines.ts';
import { monthsOf, photosOf } from './photo-months.ts';
import { PhotoShapes } from './photo-shapes.ts';

const ROOM = { left: 20, width: 980, height: 152 };

/** So many pictures in each month from January on, each of the shape that is given for it. */
function made(counts: readonly number[], ratios: readonly number[] = [1.5]) {
  const files = counts.flatMap((count, month) =>
    Array.from({ length: count }, (_, at) =>
      testFile(`${month}-${at}.jpg`, { modified: new Date(2026, month, 28 - (at % 27), 12).toISOString() }),
    ),
  );
  const months = monthsOf(photosOf({ files, damage: [] }), (key) => key === FAMILY);
  const shapes = new PhotoShapes();
  const rows = months.flatMap((month) => month.rows);
  for (const [at, { file }] of rows.entries())
    shapes.note(file?.id ?? '', { width: (ratios[at % ratios.length] ?? 1) * 100, height: 100 });
  return { months, shapes, rows };
}

const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const ratios = fc.array(fc.double({ min: 1 / 3, max: 5, noNaN: true }), { minLength: 1, maxLength: 9 });

test('no picture lies over another or beyond the edge, and months follow one another', () => {
  fc.assert(
    fc.property(counts, ratios, fc.integer({ min: 60, max: 2400 }), (some, shapesOf, width) => {
      const { months, shapes, rows } = made(some, shapesOf);
      const layout = new PhotoLayout(months, shapes, { ...ROOM, width });
      const boxes = rows.map((_, index) => layout.box(index)!);
      for (const [index, box] of boxes.entries()) {
        expect(box.left).toBeGreaterThanOrEqual(ROOM.left);
        expect(box.left + box.width).toBeLessThanOrEqual(ROOM.left + width + 1);
        const next = boxes[index + 1];
        if (next?.top === box.top) expect(next.left - box.left - box.width).toBe(4);
        else if (next !== undefined) expect(next.top).toBeGreaterThanOrEqual(box.top + box.height + 4);
      }
      let top = 0;
      for (const laid of layout.months) {
        expect(laid.top).toBe(top);
        top += laid.height;
      }
    }),
  );
});

test('a full line ends at the edge, the last one is as high as was chosen', () => {
  const { months, shapes } = made([13], [1.5, 1.5, 1.5, 0.667, 1.5]);
  const { lines } = new PhotoLayout(months, shapes, ROOM).months[0]!;
  for (const line of lines.slice(0, -1)) expect(line.edges.at(-1)).toBe(ROOM.width + 4);
  expect(lines.at(-1)!.height).toBe(152);
});

test('a last line that is nearly full ends at the edge like the others', () => {
  // Four of 228 px and their gaps take 924 of the 980 px; three would take 692.
  const lastOf = (count: number) => {
    const { months, shapes } = made([count], [1.5, 1.5, 1.5, 1.5]);
    return new PhotoLayout(months, shapes, ROOM).months[0]!.lines.at(-1)!;
  };
  expect(lastOf(4).edges.at(-1)).toBe(ROOM.width + 4);
  expect(lastOf(3).height).toBe(ROOM.height);
});

test('lines that are looked at stay together when shapes above and below them become known', () => {
  fc.assert(
    fc.property(ratios, fc.integer({ min: 0, max: 3000 }), (shapesOf, top) => {
      const { months, rows } = made([90]);
      const shapes = new PhotoShapes();
      const before = new PhotoLayout(months, shapes, ROOM);
      const [{ lines } = { lines: [] }] = before.within(top, top + 600);
      const note = (ids: ReadonlySet<number>, isSeen: boolean) => {
        for (const [at, { file }] of rows.entries())
          if (ids.has(at) === isSeen)
            shapes.note(file?.id ?? '', { width: 100 * (shapesOf[at % shapesOf.length] ?? 1), height: 100 });
      };
      const seen = new Set(
        lines.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
      );
      note(seen, true);
      const settling = new PhotoLayout(months, shapes, ROOM);
      const kept = settling.settled(top, top + 600);
      note(seen, false);
      const after = new PhotoLayout(months, shapes, ROOM, kept).months[0]!.lines;
      for (const { start, end } of kept.get(months[0]!) ?? []) {
        const line = after.find((one) => one.start === start);
        expect(line).toMatchObject({ start, end });
      }
    }),
  );
});

describe('by keyboard', () => {
  const { months, shapes, rows } = made([7, 30], [1.5]);
  const layout = new PhotoLayout(months, shapes, ROOM);
  const step = (key: string, index: number) => layout.step(key, { index, count: rows.length, height: 600 });

  test('arrows go on over the ends of lines and months', () => {
    expect(step('ArrowRight', 3)).toBe(4);
    expect(step('ArrowRight', rows.length - 1)).toBeUndefined();
    expect(step('ArrowLeft', 0)).toBeUndefined();
    expect(step('ArrowUp', 2)).toBeUndefined();
    expect(step('ArrowDown', rows.length - 1)).toBeUndefined();
    expect(step('x', 3)).toBeUndefined();
  });

  test('down and up lead to what lies below and above, also in the next month', () => {
    fc.assert(
      fc.property(counts, ratios, fc.nat(1000), (some, shapesOf, at) => {
        const { months: other, shapes: known, rows: all } = made(some, shapesOf);
        const laid = new PhotoLayout(other, known, ROOM);
        const index = at % all.length;
        const down = laid.step('ArrowDown', { index, count: all.length, height: 600 });
        const last = laid.box(all.length - 1)!;
        if (down === undefined) {
          expect(laid.box(index)!.top).toBe(last.top);
          return;
        }
        const [from, to] = [laid.box(index)!, laid.box(down)!];
        expect(to.top).toBeGreaterThan(from.top);
        const between = all.findIndex((_, one) => laid.box(one)!.top > from.top);
        expect(to.top).toBe(laid.box(between)!.top);
      }),
    );
  });

  test('pages go as far as there is, and each is seen afterwards', () => {
    let index = 0;
    let top = 0;
    for (let pages = 0; pages < 20; pages++) {
      const next = step('PageDown', index);
      if (next === undefined) break;
      expect(next).toBeGreaterThan(index);
      index = next;
      top = layout.scrollTo(index, top, 600);
      const box = layout.box(index)!;
      expect(box.top - HEAD).toBeGreaterThanOrEqual(top);
      expect(box.top + box.height).toBeLessThanOrEqual(top + 600);
    }
    expect(index).toBeGreaterThan(rows.length - 7);
    expect(step('PageUp', index)).toBeLessThan(index);
    expect(step('Home', index)).toBe(0);
  });
});

test('only what is in sight is built, and the one picture that keeps the focus', () => {
  const { months, shapes } = made([4000, 4000]);
  const layout = new PhotoLayout(months, shapes, ROOM);
  const [built, ...more] = layout.within(60_000, 61_000);
  expect(more).toEqual([]);
  expect(built!.lines.length).toBeLessThan(10);
  expect(
    layout
      .within(60_000, 61_000, 7999)
      .flatMap(({ lines }) => lines)
      .at(-1)!.end,
  ).toBe(4000);
});

test('closed keys fold below the pictures of their month, and every row has its number', () => {
  const file = (path: string, day: number, key: string) =>
    testFile(path, { key, modified: new Date(2026, 10, day).toISOString() });
  const files = [file('a.jpg', 9, FAMILY), file('b.jpg', 8, WORK), file('c.mp4', 7, WORK), file('d.txt', 6, FAMILY)];
  const months = monthsOf(photosOf({ files, damage: [] }), (key) => key === FAMILY);
  expect(months).toMatchObject([
    { id: '2026-11', photos: 2, videos: 1, folds: [{ keyId: WORK, count: 2, hasVideos: true }] },
  ]);
  const layout = new PhotoLayout(months, new PhotoShapes(), ROOM);
  const [laid] = layout.months;
  expect(layout.rowCount).toBe(3);
  expect(layout.foldBox(laid!, 0)).toEqual({ top: HEAD + 152 + 4, left: 20, width: 980, height: 56 });
  expect(laid!.height).toBe(HEAD + 152 + 4 + 56);
});
