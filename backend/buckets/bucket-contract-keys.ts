import { expect, test } from 'vitest';
import type { OnBucket } from './bucket-contract.ts';
import { bytewise, failureCode, listKeys, readAll } from './bucket-contract-bytes.ts';
import { BucketError } from './errors.ts';

const ID = '0123456789abcdef0123456789abcdef';

/** Keys that some system reads otherwise than byte by byte; none of them lies below another. */
export const HOSTILE_KEYS: readonly string[] = [
  '..', 'up/../up', '.', 'up/./here', '/leading', 'a//b', 'end/', 'mid/../side', 'mid/./side', '.hidden', '.latchkey-tmp/x.part',
  'CON', 'nul.txt', 'com1', 'LPT9.log', 'aux.', 'x.', 'x ', ' x', 'x..', '~', '~root', 'progra~1', 'PROGRA~1', '-rf', '--',
  '%41', '%', '%%', '%2F', '%-', '%00', '+', 'a+b', 'a b', 'q?x=1&y#z', 'a\\b', 'C:\\x', 'c:', 'a:b', '<>|"*', "'", '`$(x)`',
  'tab\there', 'line\nbreak', '\r', '\u007f', '\u0001', '\u0085', '\u2028', '\u202e', '\ufeff', '\uffff',
  '\u00e4', 'a\u0308', '\u212b', '\u00c5', 'A\u030a', '\ufb01', '\ufffd', '\ue000', '\u{10000}', '\u{1f600}', '\u{1f600}\u200d', '\u{10ffff}',
  'case', 'Case', 'CASE', 'dir/Case', 'DIR/case', 'dir/case', '\u0130', '\u0131', '\u00df', '\u1e9e',
  'constructor', '__proto__', 'toString', 'a-b', 'a.b', 'a/b', 'a0b', 'a~b', 'vault.json',
  `files/${ID}/${ID}.${'Az09_-'.repeat(26)}Az09/${'Zz'.repeat(80)}`, `names/${ID}/${ID}.${ID}.4294967295.${'Qq'.repeat(80)}/x`,
  'n'.repeat(255), 'n'.repeat(256), 'N'.repeat(300), 'n'.repeat(239) + '\u00e4', 'n'.repeat(240) + '.', '.'.repeat(300), '/'.repeat(1024),
  'k'.repeat(1024), 'K'.repeat(1024), '\u00e4'.repeat(512), '\u{1f600}'.repeat(256), 'd/'.repeat(511) + 'ab', '\u0001'.repeat(1023) + 'x',
]; // prettier-ignore

const BAD_KEYS = ['', 'k'.repeat(1025), '\u00e4'.repeat(512) + 'k', 'a\0b', '\0', '\ud83d', 'a\ude00b', '\ude00\ud83d'];

export function keyContract(onBucket: OnBucket): void {
  test(
    'every key, however hostile, is an object of its own',
    onBucket(async (bucket) => {
      for (const key of HOSTILE_KEYS) await bucket.put(key, Buffer.from(`at ${key}`), { ifAbsent: true });
      expect(await listKeys(bucket)).toEqual(HOSTILE_KEYS.toSorted(bytewise));
      for (const key of HOSTILE_KEYS) {
        expect(String(await readAll(bucket, key))).toBe(`at ${key}`);
        expect((await bucket.head(key))?.key).toBe(key);
      }
      const left = new Set(HOSTILE_KEYS);
      for (const key of HOSTILE_KEYS) {
        await bucket.delete(key);
        left.delete(key);
        expect(await bucket.head(key)).toBeUndefined();
        if (left.size % 20 === 0) expect(await listKeys(bucket)).toEqual([...left].sort(bytewise));
      }
    }),
  );

  test.each(BAD_KEYS)(
    'the key %j is invalid to every call, which touches nothing',
    async (key) =>
      await onBucket(async (bucket) => {
        let pulled = 0;
        const body = (async function* (): AsyncGenerator<Uint8Array> {
          pulled++;
          yield Buffer.from('x');
        })();
        expect(await failureCode(bucket.put(key, body))).toBe('invalid-key');
        expect(await failureCode(bucket.put(key, Buffer.from('x'), { ifAbsent: true }))).toBe('invalid-key');
        expect(await failureCode(bucket.get(key))).toBe('invalid-key');
        expect(await failureCode(bucket.head(key))).toBe('invalid-key');
        expect(await failureCode(bucket.delete(key))).toBe('invalid-key');
        expect(pulled).toBe(0);
        expect(await listKeys(bucket)).toEqual([]);
      })(),
  );

  test.each([
    ['pair', 'pair/below'],
    ['pair/below', 'pair'],
    ['deep', 'deep/a/b/c'],
    ['deep/a/b/c', 'deep/a'],
    ['slash', 'slash/'],
  ])(
    'after %j, %j is stored beside it or refused as invalid-key, and neither is lost',
    async (first, second) =>
      await onBucket(async (bucket) => {
        await bucket.put(first, Buffer.from('first'));
        for (const ifAbsent of [true, false]) {
          const refused = await bucket.put(second, Buffer.from('second'), { ifAbsent }).then(
            () => undefined,
            (error: unknown) => (error instanceof BucketError ? error.code : error),
          );
          if (refused === undefined) {
            expect(String(await readAll(bucket, second))).toBe('second');
            await bucket.delete(second);
          } else expect(refused).toBe('invalid-key');
          expect(await failureCode(bucket.get(second))).toBe('not-found');
          expect(await bucket.head(second)).toBeUndefined();
          await bucket.delete(second);
          expect(String(await readAll(bucket, first))).toBe('first');
          expect(await listKeys(bucket)).toEqual([first]);
        }
        await bucket.delete(first);
        await bucket.put(second, Buffer.from('second'), { ifAbsent: true });
        expect(await listKeys(bucket)).toEqual([second]);
      })(),
  );
}
