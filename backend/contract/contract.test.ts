import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { BucketQuestion } from './buckets.ts';
import { Credentials, DownloadRequest, FileQuery, NewUser, UploadRequest } from './classic.ts';
import { ErrorBody, HTTP_ERRORS } from './errors.ts';
import { FileId, FolderQuery, Move, PathList, PathQuery } from './files.ts';
import {
  KeyChoice,
  KeyId,
  KeyInspection,
  KeyName,
  KeyProtection,
  KeyQuiet,
  KeyView,
  KnownKey,
  NewKey,
} from './keys.ts';
import { LinkObject } from './link-page.ts';
import { LinkServer, NewLink } from './links.ts';
import { MAX_BODY_BYTES, MAX_PATHS, MAX_SECRET, MAX_TEXT } from './limits.ts';
import { LocalCode } from './session.ts';
import { NewVault, StateView } from './state.ts';
import {
  MAX_ANNOUNCEMENT_BYTES,
  MAX_STREAMS,
  NewAddresses,
  NewDownload,
  NewUpload,
  StreamFile,
  TransferView,
  UploadStream,
} from './transfers.ts';

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
  ['BucketQuestion', BucketQuestion, { address: 's3://b' }, { address: [1, MAX_TEXT] }],
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
  [
    'KeyChoice',
    KeyChoice,
    { path: 'a', file: 'b', id: 'c', passphrase: 'd' },
    { path: [1, MAX_TEXT], file: [0, 88_000], id: [0, 32], passphrase: [0, MAX_SECRET] },
  ],
  ['KeyId', KeyId, { id: 'a' }, { id: [0, 32] }],
  ['KeyName', KeyName, { name: 'a' }, { name: [1, MAX_TEXT] }],
  [
    'KeyProtection',
    KeyProtection,
    { current: 'a', passphrase: 'b' },
    { current: [1, MAX_SECRET], passphrase: [1, MAX_SECRET] },
  ],
  [
    'NewVault',
    NewVault,
    { place: 'a', join: true, newName: true, username: 'b', password: 'c' },
    { place: [1, MAX_TEXT], username: [1, MAX_TEXT], password: [1, MAX_SECRET] },
  ],
  ['LocalCode', LocalCode, { code: 'a' }, { code: [1, 64] }],
  ['NewUpload', NewUpload, { name: 'c', paths: ['a'], to: 'b', key }, { name: [1, MAX_TEXT], to: [0, MAX_TEXT] }],
  [
    'NewDownload',
    NewDownload,
    { name: 'd', paths: ['a'], version: 'c', to: 'b', key, force: true },
    { name: [1, MAX_TEXT], version: [0, 32], to: [1, MAX_TEXT] },
  ],
  [
    'NewLink',
    NewLink,
    { paths: ['a'], key, downloads: 1, lasts: 60_000, password: 'b' },
    { password: [1, MAX_SECRET] },
  ],
  ['LinkServer', LinkServer, { address: 'a' }, { address: [1, MAX_TEXT] }],
  ['LinkObject', LinkObject, { key: 'a' }, { key: [1, 1024] }],
  ['NewAddresses', NewAddresses, { paths: ['a'], version: 'b', key }, { version: [0, 32] }],
  ['StreamFile', StreamFile, { path: 'a', size: 0, modified: 0 }, { path: [1, MAX_TEXT] }],
];

test.each(requests)('%s takes texts up to their limits and nothing longer', (_, schema, fits, limits) => {
  expect(Check(schema, fits)).toBe(true);
  for (const [name, [least, most]] of Object.entries(limits)) {
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(least) }), name).toBe(true);
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(most) }), name).toBe(true);
    expect(Check(schema, { ...fits, [name]: 'x'.repeat(most + 1) }), name).toBe(false);
    if (least > 0) expect(Check(schema, { ...fits, [name]: '' }), name).toBe(false);
    // Null takes a passphrase off, and forgets a server.
    const isNullable = (schema === KeyProtection && name === 'passphrase') || schema === LinkServer;
    for (const wrong of [...(isNullable ? [] : [null]), 1, true, ['x'], { x: 1 }])
      expect(Check(schema, { ...fits, [name]: wrong }), name).toBe(false);
  }
  for (const wrong of [null, undefined, '', 'x', 1, [], [fits]]) {
    // What asks for nothing is content with an empty list as well; a request's body is never one of these.
    const asksForNothing: TSchema[] = [FolderQuery, KeyChoice];
    if (!asksForNothing.includes(schema)) expect(Check(schema, wrong)).toBe(false);
  }
});

test.each([
  ['PathList', PathList, {}],
  ['NewUpload', NewUpload, { key }],
  ['NewDownload', NewDownload, { key, to: 'a' }],
  ['NewAddresses', NewAddresses, { key }],
  ['NewLink', NewLink, { key, downloads: 1, lasts: 60_000 }],
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

const MET = {
  id: 'a',
  fingerprint: '4F2A-91CC',
  name: null,
  created: '',
  form: null,
  path: null,
  seen: null,
  present: false,
  open: false,
  lastUsed: false,
  files: 0,
  bytes: 0,
  older: 0,
  quietUntil: null,
  printed: null,
};

test('a known key has nothing secret in it, and one never seen fits', () => {
  expect(Object.keys(KnownKey.properties).sort()).toEqual(Object.keys(MET).sort());
  expect(Check(KnownKey, MET)).toBe(true);
  expect(Check(KnownKey, { ...MET, form: 'secret' })).toBe(false);
  expect(Check(KnownKey, { ...MET, files: null, bytes: null, older: null })).toBe(true);
});

test('a key is pointed at by an object, and a request for one holds it under "key"', () => {
  expect(Check(KeyInspection, { key })).toBe(true);
  expect(Check(KeyInspection, { path: 'k' })).toBe(false);
  for (const wrong of [null, 'k', ['k']]) expect(Check(KeyInspection, { key: wrong })).toBe(false);
});

test('an upload announces one to twenty thousand files, and 88,000 characters hold any key file', () => {
  const file = { path: 'a', size: 1, modified: 1 };
  const fits = (count: number) => Check(NewUpload, { key, files: Array.from({ length: count }, () => file) });
  expect([MAX_STREAMS, MAX_ANNOUNCEMENT_BYTES]).toEqual([20_000, 16 * 1024 * 1024]);
  expect([0, 1, MAX_STREAMS, MAX_STREAMS + 1].map(fits)).toEqual([false, true, true, false]);
  expect(Buffer.alloc(64 * 1024).toString('base64').length).toBeLessThanOrEqual(88_000);
});

test.each([
  [StreamFile, 'size', 0, Number.MAX_SAFE_INTEGER],
  [StreamFile, 'modified', -8.64e15, 8.64e15],
  [UploadStream, 'index', 0, MAX_STREAMS],
  [KeyQuiet, 'days', 1, 365],
] as const)('%#: a number has its limits', (schema, name, least, most) => {
  const rest = { path: 'a', size: 0, modified: 0, id: 'a', index: 0, days: 1 };
  const fits = (value: unknown) => Check(schema, { ...rest, [name]: value });
  expect([least - 1, least, most, most + 1].map(fits)).toEqual([false, true, true, false]);
  for (const wrong of [0.5, '1', null, true, NaN, Infinity, []]) expect(fits(wrong)).toBe(false);
});

test('a file id has 32 characters, and joining is never left to be guessed', () => {
  const fits = (count: number) => Check(FileId, { id: 'a'.repeat(count) });
  expect([0, 31, 32, 33].map(fits)).toEqual([false, false, true, false]);
  for (const join of [undefined, null, 'true', 1])
    expect(Check(NewVault, { place: 'a', join, username: 'b', password: 'c' })).toBe(false);
});

test('the state fits before there is a vault', () => {
  const place = { kind: 'computer', path: 'a', label: '', freeBytes: 0 };
  const state = { local: true, platform: 'linux', vault: null, session: null, vaultPlace: place, keyPlaces: [place] };
  expect(Check(StateView, state)).toBe(true);
  expect(Check(StateView, { ...state, platform: 'aix' })).toBe(false);
});

test('a transfer is in one of six states', () => {
  const view = {
    id: 'a',
    kind: 'upload',
    name: 'b',
    place: '',
    started: '',
    ended: null,
    files: 0,
    totalFiles: 0,
    bytes: 0,
    totalBytes: 0,
    current: null,
    reason: null,
    kept: false,
    keyId: null,
    active: [],
    speed: 0,
    secondsLeft: null,
    failures: [],
  };
  const states = ['waiting', 'running', 'paused', 'done', 'failed', 'cancelled', 'stopped'];
  const fits = states.map((state) => Check(TransferView, { ...view, state }));
  expect(fits).toEqual([true, true, true, true, true, true, false]);
});
