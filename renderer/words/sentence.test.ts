import { beforeAll, expect, test } from 'vitest';
import { CONNECTION_FAULTS } from '../../backend/buckets/connection-check.ts';
import { BUCKET_ERRORS } from '../../backend/buckets/errors.ts';
import { HTTP_ERRORS } from '../../backend/contract/errors.ts';
import { TRANSFER_ERRORS } from '../../backend/transfers/errors.ts';
import { VAULT_ERRORS } from '../../backend/vault/errors.ts';
import { SEAL_ERRORS } from '../../keys/errors.ts';
import { ApiError, NO_ANSWER } from '../api.ts';
import errors from './en/errors.json' with { type: 'json' };
import { detailsOf, sentencesOf } from './sentence.ts';
import { startWords } from './words.ts';

beforeAll(startWords);

const CODES = [
  ...new Set([
    ...SEAL_ERRORS,
    ...BUCKET_ERRORS,
    ...CONNECTION_FAULTS,
    ...VAULT_ERRORS,
    ...TRANSFER_ERRORS,
    ...HTTP_ERRORS,
    'password-length',
    'busy',
    'cancelled',
    'damaged-home',
    NO_ANSWER,
  ]),
];

const PARTS = ['title', 'happened', 'safe', 'todo'] as const;
const entries = Object.entries<Record<string, string>>(errors.codes);

test.each(CODES)('%s says what happened, what is safe and what to do', (code) => {
  const context = { name: 'track.gpx', place: 'holm-archive' };
  const sentences = sentencesOf(new ApiError(code, '', 400), context);
  for (const part of PARTS) expect(sentences[part], part).toMatch(/^.{3,}$/);
  if (code !== 'unexpected') expect(sentences.title).not.toBe(sentencesOf('unexpected').title);
  for (const part of ['happened', 'safe', 'todo'] as const) expect(sentences[part], part).toMatch(/[.]$/);
});

test('every sentence is calm and plain, and none of them leaves a hole', () => {
  const words = /failed to|invalid|error|oops|please|!|encrypt|authenticat|sorry/i;
  for (const [code, entry] of entries) {
    for (const [part, text] of Object.entries(entry)) expect(text, `${code}.${part}`).not.toMatch(words);
    const sentences = sentencesOf(code, { needs: 'Family photos', given: 'Work' });
    for (const part of PARTS) expect(sentences[part], `${code}.${part}`).not.toMatch(/\{\{|undefined|codes\./);
  }
});

test('names stand where they help; what reads like words is quoted', () => {
  expect(sentencesOf('tampered', { name: 'aurora-01.jpg' }).title).toBe(
    'aurora-01.jpg was changed after it was sealed',
  );
  expect(sentencesOf('tampered', { name: 'Cabin' }).title).toBe('“Cabin” was changed after it was sealed');
  expect(sentencesOf('tampered').title).toBe('This file was changed after it was sealed');
  expect(sentencesOf('unreachable', { place: 'holm-archive' }).title).toBe('No connection to holm-archive');
});

test('what is safe follows the way the file was going', () => {
  expect(sentencesOf('refused', { way: 'up' }).safe).toBe('The file is safe on this computer; nothing was sent.');
  expect(sentencesOf('refused', { way: 'down' }).safe).toContain('nothing was saved here');
  expect(sentencesOf('tampered', { way: 'up' }).safe).toBe(sentencesOf('tampered').safe);
});

test('a key file has sentences of its own, and both keys are named where they are known', () => {
  expect(sentencesOf('wrong-password', { about: 'key', name: 'work.json' }).title).toContain('passphrase');
  expect(sentencesOf('wrong-key', { needs: 'Family photos', given: 'Work' }).happened).toBe(
    'This file needs “Family photos”; you picked “Work”.',
  );
});

test.each([new Error('secret'), 'no such code', 'a:b.c', undefined, new ApiError('toString', '', 500)])(
  'whatever else is thrown is unexpected (%s)',
  (thrown) => {
    expect(sentencesOf(thrown)).toEqual(sentencesOf('unexpected'));
  },
);

test('details hold the code and what the server said, never the message of an accident', () => {
  expect(detailsOf(new ApiError('refused', 'The disk is full.', 502))).toBe('refused (502)\nThe disk is full.');
  expect(detailsOf(new ApiError(NO_ANSWER, '', 0))).toBe('no-answer');
  expect(detailsOf(new TypeError('secret'))).toBe('unexpected (TypeError)');
});
