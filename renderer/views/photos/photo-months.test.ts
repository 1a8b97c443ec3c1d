import { expect, test } from 'vitest';
import { FAMILY, testFile, WORK } from '../files/test-files.ts';
import { monthsOf, photosOf } from './photo-months.ts';
import { PhotoShapes } from './photo-shapes.ts';
import { railYears } from './rail-years.ts';

const file = (path: string, at: Date, more = {}) => testFile(path, { modified: at.toISOString(), ...more });
const paths = (rows: readonly { path: string }[]) => rows.map(({ path }) => path);

test('pictures and films of all folders stand together, the newest first; of one moment by path', () => {
  const files = [
    file('a/old.jpg', new Date(2025, 0, 1)),
    file('b.HEIC', new Date(2026, 0, 1)),
    file('a.png', new Date(2026, 0, 1)),
    file('letter.pdf', new Date(2026, 5, 1)),
    file('no-ending', new Date(2026, 6, 1), { mediaType: 'video/mp4' }),
  ];
  const rows = photosOf({ files, damage: [{ id: 'x', code: 'tampered', path: 'a.png', message: '' }] });
  expect(paths(rows)).toEqual(['no-ending', 'a.png', 'b.HEIC', 'a/old.jpg']);
  expect(rows.map(({ damage }) => damage?.code)).toEqual([undefined, 'tampered', undefined, undefined]);
});

test('a month ends at midnight of this computer’s clock', () => {
  const files = [file('a.jpg', new Date(2026, 10, 1, 0, 0)), file('b.jpg', new Date(2026, 9, 31, 23, 59, 59))];
  const months = monthsOf(photosOf({ files, damage: [] }), () => true);
  expect(months.map(({ id, rows }) => [id, paths(rows)])).toEqual([
    ['2026-11', ['a.jpg']],
    ['2026-10', ['b.jpg']],
  ]);
});

test('a camera whose clock was wrong by centuries has its own month', () => {
  const [month] = monthsOf(
    photosOf({ files: [file('a.jpg', new Date('0042-05-17T12:00:00Z'))], damage: [] }),
    () => true,
  );
  expect([month?.day.getFullYear(), month?.day.getMonth(), month?.day.getDate()]).toEqual([42, 4, 1]);
});

test('each closed key has a line of its own in each month', () => {
  const files = [
    file('a.jpg', new Date(2026, 10, 3), { key: WORK }),
    file('b.jpg', new Date(2026, 10, 2)),
    file('c.jpg', new Date(2026, 9, 2), { key: WORK }),
  ];
  const all = photosOf({ files, damage: [] });
  const folds = (isOpen: (key: string) => boolean) => monthsOf(all, isOpen).map((month) => month.folds);
  expect(folds(() => false)).toEqual([
    [
      { keyId: WORK, count: 1, hasVideos: false },
      { keyId: FAMILY, count: 1, hasVideos: false },
    ],
    [{ keyId: WORK, count: 1, hasVideos: false }],
  ]);
  expect(folds(() => true)).toEqual([[], []]);
  expect(monthsOf(all, (key) => key === FAMILY).map(({ rows }) => paths(rows))).toEqual([['b.jpg'], []]);
});

test('the rail names months where there is room, else those of the year in sight', () => {
  const days = [...Array.from({ length: 12 }, (_, at) => new Date(2026, 11 - at, 5)), new Date(2025, 3, 1)];
  const more = Array.from({ length: 12 }, (_, at) => new Date(2024, 11 - at, 5));
  const files = [...days, ...more].map((day, at) => file(`${at}.jpg`, day));
  const months = monthsOf(photosOf({ files, damage: [] }), () => true);
  const shown = (height: number, at: number) =>
    railYears(months, months[at], height).map(({ year, months: inside }) => [year, inside.length]);
  // A month that is the only one of its year is that year.
  expect(shown(2000, 0)).toEqual([
    [2026, 12],
    [2025, 0],
    [2024, 12],
  ]);
  expect(shown(400, 20)).toEqual([
    [2026, 0],
    [2025, 0],
    [2024, 12],
  ]);
});

test('shapes are remembered within bounds, and what is no shape counts as usual', () => {
  const shapes = new PhotoShapes();
  expect(shapes.ratioOf('a')).toBeCloseTo(4 / 3);
  expect(shapes.note('a', { width: 300, height: 200 })).toBe(true);
  expect(shapes.note('a', { width: 600, height: 400 })).toBe(false);
  expect(shapes.ratioOf('a')).toBe(1.5);
  expect(shapes.note('none', undefined)).toBe(true);
  expect(shapes.isKnown('none')).toBe(true);
  shapes.note('line', { width: 4000, height: 1 });
  expect(shapes.ratioOf('line')).toBe(5);
  for (let at = 0; at < 50_000; at++) shapes.note(`n${at}`, undefined);
  expect(shapes.isKnown('a')).toBe(false);
  expect(shapes.isKnown('n49999')).toBe(true);
});
