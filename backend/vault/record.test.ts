import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_RECORD_BYTES, formatRecord, parseRecord, type FileRecord } from './record.ts';
import { path } from './test-vault.ts';

const keyId = '06e41043575a761df4c5b4768690b74c';
const base = { p: 'Holiday/cat.png', s: 1234, m: 1_763_640_000_000, k: keyId };
const bytes = (json: unknown) => Buffer.from(JSON.stringify(json));
const tampered = expect.objectContaining({ name: 'SealError', code: 'tampered' });

test('a record is the JSON of the example, in its order and without spaces (format 3.2)', () => {
  const record: FileRecord = {
    path: path('Holiday/cat.png'),
    size: 1234,
    modified: 1763640000000,
    keyId,
    mediaType: 'image/png',
  };
  expect(formatRecord(record)).toBe(
    '{"p":"Holiday/cat.png","s":1234,"m":1763640000000,"k":"06e41043575a761df4c5b4768690b74c","t":"image/png"}',
  );
  expect(parseRecord(Buffer.from(`${formatRecord(record)}          `))).toMatchObject(record);
});

test('members of a later version are kept on rewrite, whatever they are called (format 3.2)', () => {
  const text = `{"p":"a","s":0,"m":1,"k":"${keyId}","later":{"deep":[1,null]},"__proto__":{"s":9},"constructor":1}`;
  const record = parseRecord(Buffer.from(text));
  expect(record.size).toBe(0);
  const again = formatRecord({ ...record, path: path('b'), state: 'trash' });
  expect(again).toBe(
    `{"p":"b","s":0,"m":1,"k":"${keyId}","x":"trash","later":{"deep":[1,null]},"__proto__":{"s":9},"constructor":1}`,
  );
});

const refused: [string, unknown][] = [
  ...['p', 's', 'm', 'k'].map((member): [string, unknown] => [`no ${member}`, { ...base, [member]: undefined }]),
  ['a path that leads out', { ...base, p: '../../etc/passwd' }],
  ['an absolute path', { ...base, p: '/etc/passwd' }],
  ['a path with a backslash', { ...base, p: 'a\\b' }],
  ['a decomposed path', { ...base, p: 'e\u0301' }],
  ['a path that is no text', { ...base, p: ['a'] }],
  ['a negative size', { ...base, s: -1 }],
  ['a fraction of a byte', { ...base, s: 1.5 }],
  ['a size past 2^53', { ...base, s: 2 ** 53 }],
  ['a size in text', { ...base, s: '1' }],
  ['a time that is no whole number', { ...base, m: 1.5 }],
  ['a time in text', { ...base, m: '2026' }],
  ['a short key id', { ...base, k: keyId.slice(2) }],
  ['a key id in capitals', { ...base, k: keyId.toUpperCase() }],
  ['a media type that is no text', { ...base, t: 1 }],
  ['a media type of 256 characters', { ...base, t: 'x'.repeat(256) }],
  ['another state', { ...base, x: 'live' }],
  ['a state null', { ...base, x: null }],
  ['a short digest', { ...base, h: keyId }],
  ['no object', [base]],
  ['null', null],
];

test.each(refused)('a record with %s is tampered (format 3.2, 3.4)', (_, json) => {
  expect(() => parseRecord(bytes(json))).toThrow(tampered);
});

test('bytes that are no JSON, no UTF-8 or too many are tampered (format 3.2)', () => {
  const padded = (length: number) => Buffer.concat([bytes(base), Buffer.alloc(length, ' ')]).subarray(0, length);
  expect(parseRecord(padded(MAX_RECORD_BYTES)).size).toBe(1234);
  expect(() => parseRecord(padded(MAX_RECORD_BYTES + 1))).toThrow(tampered);
  for (const hostile of [
    Buffer.alloc(0),
    Buffer.from('{'),
    Buffer.from('{"p":"\xff"}', 'latin1'),
    Buffer.from('['.repeat(30_000)),
  ]) {
    expect(() => parseRecord(hostile)).toThrow(tampered);
  }
});

test('edges that are still records: no bytes, a time before 1970, a media type of 255, both states (format 3.2)', () => {
  for (const more of [
    { s: 0 },
    { s: Number.MAX_SAFE_INTEGER },
    { m: -1 },
    { t: 'x'.repeat(255) },
    { t: '' },
    { x: 'trash' },
    { x: 'gone' },
  ]) {
    expect(JSON.parse(formatRecord(parseRecord(bytes({ ...base, ...more }))))).toEqual({ ...base, ...more });
  }
});

test('whatever is taken as a record says the same after a rewrite, and anything else is tampered (format 3.2)', () => {
  const member = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(base), 'trash', 'gone'));
  const hostile = fc.record(
    { p: member, s: member, m: member, k: member, t: member, x: member, h: member, more: member },
    { requiredKeys: [] },
  );
  const half = hostile.map((json) => ({ ...base, ...json }));
  fc.assert(
    fc.property(fc.oneof(hostile, half), (json) => {
      let record: FileRecord;
      try {
        record = parseRecord(bytes(json));
      } catch (error) {
        expect(error).toEqual(tampered);
        return;
      }
      expect(JSON.parse(formatRecord(record))).toEqual(JSON.parse(JSON.stringify(json)));
    }),
    { numRuns: 500 },
  );
});
