import { expect, test } from 'vitest';
import { MAX_PAGE } from './bucket.ts';
import type { OnBucket } from './bucket-contract.ts';
import { bytewise, each, failureCode, listAll, listKeys, listPages } from './bucket-contract-bytes.ts';

const KEYS = [
  'a', 'a-', 'a-b', 'a-c/x', 'a.', 'a.b', 'a.c/x', 'a0', 'aa', 'ab/-', 'ab/.x', 'ab/0', 'ab/c/d', 'ab/c/e', 'ab0', 'abc', 'b//c', 'b/c',
  '\u00e4', 'z', '\ufffd', '\u{1f600}', '\ue000/x', '\u{10000}/x', 'n'.repeat(300), 'n'.repeat(240), 'n'.repeat(239) + 'z', 'n'.repeat(239),
]; // prettier-ignore

const PREFIXES = [
  '', 'a', 'a-', 'a/', 'ab', 'ab/', 'ab/c', 'ab/c/', 'ab/c/d', 'ab/c/d/', 'ab/c/dx', 'b/', 'b//', 'n'.repeat(239), 'n'.repeat(250), 'nope', 'A', '..',
  '/', '\u00e4', '\u{1f600}', '\ue000/', '%', 'z'.repeat(2000),
]; // prettier-ignore

const AFTERS = [
  '', 'a', 'a-', 'a-b/x', 'a/', 'a/zzz', 'ab', 'ab/', 'ab/c', 'ab/c/', 'ab/c/d', 'ab/c/d0', 'ab/zzz', 'b/', 'n'.repeat(239), 'n'.repeat(260), 'z',
  '\u00e4', '\ue000', '\ufffd', '\u{10000}', '\u{1f600}', '\u{10ffff}', 'z'.repeat(2000),
]; // prettier-ignore

export function listContract(onBucket: OnBucket): void {
  test(
    'an empty bucket has no page, nor has a listing that nothing matches',
    onBucket(async (bucket) => {
      expect(await listPages(bucket)).toEqual([]);
      await bucket.put('k', Buffer.from('x'));
      expect(await listPages(bucket, { prefix: 'l' })).toEqual([]);
      expect(await listPages(bucket, { after: 'k' })).toEqual([]);
    }),
  );

  test(
    'keys come bytewise by UTF-8; any prefix and any after choose what they say',
    onBucket(async (bucket) => {
      // Where a bucket has no room for both of a pair like `a` and `a/x`, none of these keys is one.
      await each(KEYS, 8, (key) => bucket.put(key, Buffer.from(key)));
      const ordered = KEYS.toSorted(bytewise);
      expect(await listKeys(bucket)).toEqual(ordered);
      for (const prefix of PREFIXES) {
        const begin = ordered.filter((key) => key.startsWith(prefix));
        expect(await listKeys(bucket, { prefix }), `prefix ${prefix}`).toEqual(begin);
        for (const after of AFTERS) {
          const expected = begin.filter((key) => bytewise(key, after) > 0);
          expect(await listKeys(bucket, { prefix, after }), `prefix ${prefix} after ${after}`).toEqual(expected);
        }
      }
      for (const info of await listAll(bucket)) expect(info.size).toBe(Buffer.byteLength(info.key));
    }),
  );

  test.each(['\0', 'a\0', '\ud83d', '\ude00x'])(
    'a prefix or an after of %j is invalid-key',
    async (text) =>
      await onBucket(async (bucket) => {
        expect(await failureCode(listAll(bucket, { prefix: text }))).toBe('invalid-key');
        expect(await failureCode(listAll(bucket, { after: text }))).toBe('invalid-key');
      })(),
  );

  test(
    'thousands of objects come in pages of at most a thousand, each exactly once, and go on from any of them',
    onBucket(async (bucket) => {
      const keys = Array.from({ length: 2 * MAX_PAGE + 1 }, (_, index) => `many/${index % 3}/${index}`).sort(bytewise);
      await each(keys, 32, (key) => bucket.put(key, Buffer.from('x')));
      const pages = await listPages(bucket, { prefix: 'many/' });
      expect(pages.flat().map((info) => info.key)).toEqual(keys);
      for (const page of pages) {
        expect(page.length).toBeGreaterThan(0);
        expect(page.length).toBeLessThanOrEqual(MAX_PAGE);
      }
      for (const index of [0, 999, 1000, 1999, 2000]) {
        expect(await listKeys(bucket, { after: keys[index] })).toEqual(keys.slice(index + 1));
      }

      // What stays is there once, whatever comes and goes around it and whichever page it is on.
      const stay = keys.filter((_, index) => index % 2 === 0);
      const go = keys.filter((_, index) => index % 2 === 1);
      const seen: string[] = [];
      const changes = each(go.slice(0, 600), 8, async (key) => {
        await bucket.delete(key);
        await bucket.put(`${key}-new`, Buffer.from('y'));
      });
      for await (const page of bucket.list()) seen.push(...page.map((info) => info.key));
      await changes;
      expect(seen).toEqual([...new Set(seen)].sort(bytewise));
      expect(stay.filter((key) => !seen.includes(key))).toEqual([]);
    }),
  );

  test(
    'objects deleted while a listing waits between pages are not in the way',
    onBucket(async (bucket) => {
      const keys = Array.from({ length: MAX_PAGE + 50 }, (_, index) => `d/${String(index).padStart(4, '0')}/k`);
      await each(keys, 32, (key) => bucket.put(key, Buffer.from('x')));
      const pages = bucket.list()[Symbol.asyncIterator]();
      const first = await pages.next();
      expect(first.done).not.toBe(true);
      await each(keys.slice(0, -1), 16, (key) => bucket.delete(key));
      const seen = first.done === true ? [] : first.value.map((info) => info.key);
      for (let page = await pages.next(); page.done !== true; page = await pages.next()) {
        seen.push(...page.value.map((info) => info.key));
      }
      expect(seen).toEqual([...new Set(seen)].sort(bytewise));
      expect(seen).toContain(keys.at(-1));
      expect(await listKeys(bucket)).toEqual([keys.at(-1)]);
    }),
  );

  test(
    'an object is listed as soon as its put has resolved, and a listing left early is no trouble',
    onBucket(async (bucket) => {
      for (let index = 0; index < 20; index++) {
        await bucket.put(`k${index}`, Buffer.from('x'));
        expect(await listKeys(bucket, { prefix: `k${index}` })).toContain(`k${index}`);
        for await (const page of bucket.list()) if (page.length > 0) break;
      }
      expect(await listKeys(bucket)).toHaveLength(20);
    }),
  );
}
