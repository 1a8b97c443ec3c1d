import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { Credentials, DownloadRequest, FileQuery, NewUser, UploadRequest } from './classic.ts';
import { ErrorBody, HTTP_ERRORS } from './errors.ts';
import { FolderQuery, Move, PathList, PathQuery } from './files.ts';
import { KeyInspection, KeyView, NewKey } from './keys.ts';
import { MAX_BODY_BYTES, MAX_PATHS, MAX_SECRET, MAX_TEXT } from './limits.ts';
import { LocalCode } from './session.ts';
import { NewDownload, NewUpload, TransferView } from './transfers.ts';

const key = { path: 'k' };

/** A request that fits, and the texts in it with their limits. */
const requests: [string, TSchema, object, Record<string, [least: number, most: number]>][] = [
  [
    'Credentials',
    Credentials,
    { username: 'a', password: 'b' },
    { username: [0, MAX_TEXT], password: [0, MAX_SECRET] },
  ],
  [
    'NewUser',
    NewUser,
    { username: 'a', password: 'b', email: 'c' },
    { username: [0, MAX_TEXT], password: [0, MAX_SECRET], email: [0, MAX_TEXT] },
  ],
  [
    'UploadRequest',
    UploadRequest,
    { filepath: 'a', keypath: 'b', keylocation: 'c', passphrase: 'd' },
    { filepath: [1, MAX_TEXT], keypath: [1, MAX_TEXT], keylocation: [1, MAX_TEXT], passphrase: [0, MAX_SECRET] },
  ],
  [
    'DownloadRequest',
    DownloadRequest,
    { filename: 'a', location: 'b', keypath: 'c', passphrase: 'd' },
    { filename: [1, MAX_TEXT], location: [1, MAX_TEXT], keypath: [1, MAX_TEXT], passphrase: [0, MAX_SECRET] },
  ],
  ['FileQuery', FileQuery, { filename: 'a' }, { filename: [1, MAX_TEXT] }],
  ['FolderQuery', FolderQuery, { folder: 'a', recursive: true, trash: false }, { folder: [0, MAX_TEXT] }],
  ['PathQuery', PathQuery, { path: 'a' }, { path: [1, MAX_TEXT] }],
  ['Move', Move, { from: 'a', to: 'b' }, { from: [1, MAX_TEXT], to: [1, MAX_TEXT] }],
  [
    'NewKey',
    NewKey,
    { location: 'a', name: 'b', passphrase: 'c' },
    { location: [1, MAX_TEXT], name: [1, MAX_TEXT], passphrase: [1, MAX_SECRET] },
  ],
  ['KeyInspection', KeyInspection, { path: 'a' }, { path: [1, MAX_TEXT] }],
  ['LocalCode', LocalCode, { code: 'a' }, { code: [1, 64] }],
  ['NewUpload', NewUpload, { paths: ['a'], to: 'b', key }, { to: [0, MAX_TEXT] }],
  ['NewDownload', NewDownload, { paths: ['a'], to: 'b', key, force: true }, { to: [1, MAX_TEXT] }],
];

test.each(requests)('%s takes texts up to their limits and nothing longer', (_, schema, fits, limits) => {
  expect(Check(schema, fits)).toBe(true);
  for (const [name, [least, most]] of Object.entries(limits)) {
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(least) }), name).toBe(true);
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(most) }), name).toBe(true);
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(most + 1) }), name).toBe(false);
    if (least > 0) expect(Check(schema, { ...fits, [name]: '' }), name).toBe(false);
    for (const wrong of [null, 1, true, ['x'], { x: 1 }])
      expect(Check(schema, { ...fits, [name]: wrong }), name).toBe(false);
  }
  for (const wrong of [null, undefined, '', 'x', 1, [], [fits]]) {
    // What asks for nothing is content with an empty list as well; a request's body is never one of these.
    if (Object.values(fits).length > 0 && schema !== FolderQuery) expect(Check(schema, wrong)).toBe(false);
  }
});

test.each([
  ['PathList', PathList, {}],
  ['NewUpload', NewUpload, { key }],
  ['NewDownload', NewDownload, { key, to: 'a' }],
] as const)('%s takes one to a thousand paths', (_, schema, rest) => {
  const fits = (count: number) => Check(schema, { ...rest, paths: Array(count).fill('x') });
  expect([0, 1, MAX_PATHS, MAX_PATHS + 1].map(fits)).toEqual([false, true, true, false]);
  expect(Check(schema, { ...rest, paths: [''] })).toBe(false);
  expect(Check(schema, { ...rest, paths: ['x'.repeat(MAX_TEXT + 1)] })).toBe(false);
});

test('the limits are the documented ones', () => {
  expect([MAX_TEXT, MAX_SECRET, MAX_PATHS, MAX_BODY_BYTES]).toEqual([4096, 1024, 1000, 1024 * 1024]);
});

test('codes on the wire are words with hyphens, each once', () => {
  expect(new Set(HTTP_ERRORS).size).toBe(HTTP_ERRORS.length);
  for (const code of HTTP_ERRORS) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(Check(ErrorBody, { code: 'x', message: 'y' })).toBe(true);
  expect(Check(ErrorBody, { code: 'x' })).toBe(false);
});

test('a key is shown by its name, id and age alone', () => {
  expect(Object.keys(KeyView.properties).sort()).toEqual(['created', 'fingerprint', 'form', 'id', 'name', 'path']);
});

test('a transfer is in one of four states', () => {
  const view = { id: 'a', kind: 'upload', files: 0, bytes: 0, totalBytes: 0, current: null, failures: [] };
  const states = ['running', 'done', 'failed', 'cancelled', 'paused'];
  expect(states.map((state) => Check(TransferView, { ...view, state }))).toEqual([true, true, true, true, false]);
});
