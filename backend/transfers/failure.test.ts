import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SEAL_ERRORS, SealError } from '../../keys/errors.ts';
import { PasswordError } from '../../keys/password.ts';
import { BUCKET_ERRORS, BucketError } from '../buckets/errors.ts';
import { HomeError } from '../state/home.ts';
import { VAULT_ERRORS, VaultError } from '../vault/errors.ts';
import { TRANSFER_ERRORS, TransferError } from './errors.ts';
import { explain } from './failure.ts';

test.each(SEAL_ERRORS)('%s keeps its code and is told in a sentence', (code) => {
  const told = explain(new SealError(code));
  expect(told.code).toBe(code);
  expect(told.sentence).toMatch(/^[A-Z].*\.$/);
});

test('refusals of bucket, vault, home and this computer are told as they are', () => {
  const errors = [
    ...BUCKET_ERRORS.map((code) => new BucketError(code, `It is ${code}.`)),
    ...VAULT_ERRORS.map((code) => new VaultError(code, `It is ${code}.`)),
    ...TRANSFER_ERRORS.map((code) => new TransferError(code, `It is ${code}.`)),
  ];
  for (const error of errors) expect(explain(error)).toEqual({ code: error.code, sentence: `It is ${error.code}.` });
  expect(explain(new HomeError('damaged-home', 'It is damaged.'))).toEqual({
    code: 'damaged-home',
    sentence: 'It is damaged.',
  });
});

test('wrong-key names keys by the names this computer knows and by fingerprint, never by more of the id', () => {
  const [needs, given] = ['0123456789abcdef'.repeat(2), 'fedcba9876543210'.repeat(2)];
  const { sentence } = explain(new SealError('wrong-key', { needs, given }), new Map([[given, 'Work']]));
  expect(sentence).toBe(
    'This file needs the key 0123-4567; the key file given is "Work" FEDC-BA98. Nothing was written.',
  );
  expect(explain(new SealError('wrong-key')).sentence).toBe('This key does not open this file.');
});

test.each([
  new Error('password=hunter2'),
  Object.assign(new Error('hunter2'), { code: 'ENOENT', path: '/hunter2' }),
  new TypeError('hunter2'),
  'hunter2',
  { message: 'hunter2' },
  null,
  undefined,
  new VaultError('tampered', 'It was altered.', { cause: new Error('hunter2') }),
  Object.assign(new PasswordError('password-length'), { cause: 'hunter2' }),
])('what an unknown error says, or hides as its cause, is never told (%#)', (error) => {
  expect(JSON.stringify(explain(error))).not.toContain('hunter2');
});

test('unknown errors are unexpected, a wrong length and a rush are told, a cancelled work is cancelled', () => {
  const codes = [new Error('x'), new PasswordError('password-length'), new PasswordError('busy')].map(explain1);
  expect(codes).toEqual(['unexpected', 'password-length', 'busy']);
  expect(explain1(AbortSignal.abort().reason)).toBe('cancelled');
});

test('that nothing can be kept in the home folder is told with its reason', () => {
  const state = new DatabaseSync(':memory:');
  const failed = (statement: string): unknown => {
    try {
      state.exec(statement);
    } catch (error) {
      return error;
    }
    throw new Error('it did not fail');
  };
  const full = explain(failed('PRAGMA max_page_count = 1; CREATE TABLE a (b); CREATE TABLE c (d)'));
  expect(full).toEqual({ code: 'unusable', sentence: expect.stringContaining('is full') });
  const unwritable = explain(failed('PRAGMA query_only = ON; CREATE TABLE a (b)'));
  expect(unwritable).toEqual({ code: 'unusable', sentence: expect.stringContaining('cannot be written') });
  expect(explain(failed('no sql')).code).toBe('unexpected');
  state.close();
});

function explain1(error: unknown): string {
  return explain(error).code;
}
