import { expect, test } from 'vitest';
import { isContentOf } from './path-thumbnails.ts';

test('a file that was changed after it was sent gives no thumbnail, though it is as long as before', () => {
  const version = { size: 7, modified: new Date(1_790_000_000_124).toISOString() };
  const file = { size: 7, lastModified: 1_790_000_000_123 };
  expect(isContentOf(version, file)).toBe(true);
  expect(isContentOf(version, { ...file, lastModified: 1_790_000_001_124 })).toBe(false);
  expect(isContentOf(version, { ...file, size: 8 })).toBe(false);
});
