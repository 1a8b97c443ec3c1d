import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Catalog } from '../vault/catalog.ts';
import { ListingWatch } from './listing-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A catalog that counts its listings; the first one fails. */
function counted() {
  const looks = { count: 0 };
  const refresh = async () => {
    looks.count += 1;
    if (looks.count === 1) throw new Error('the bucket is away');
  };
  return { looks, catalog: { refresh } as unknown as Catalog };
}

const pass = () => vi.advanceTimersByTimeAsync(60_000);

test('the vault is looked at while somebody watches, also after it was away, and once for all who do', async () => {
  const watch = new ListingWatch();
  const { looks, catalog } = counted();
  const end = watch.begin(catalog);
  await pass();
  const alone = looks.count;
  expect(alone).toBeGreaterThan(2);
  const endOther = watch.begin(catalog);
  await pass();
  expect(looks.count).toBe(2 * alone);
  end();
  await pass();
  expect(looks.count).toBe(3 * alone);
  endOther();
  await pass();
  expect(looks.count).toBe(3 * alone);
});

test('who comes back while the last look is still on its way is looked for once', async () => {
  const watch = new ListingWatch();
  const answer = Promise.withResolvers<void>();
  let looks = 0;
  const slow = {
    refresh: () => ((looks += 1), looks === 1 ? answer.promise : Promise.resolve()),
  } as unknown as Catalog;
  const end = watch.begin(slow);
  await pass();
  end();
  watch.begin(slow);
  answer.resolve();
  await pass();
  const other = counted();
  watch.begin(other.catalog);
  looks = 0;
  await pass();
  expect(looks).toBe(other.looks.count);
});
