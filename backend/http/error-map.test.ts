import fastify from 'fastify';
import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { SEAL_ERRORS, SealError } from '../../keys/errors.ts';
import { PasswordError } from '../../keys/password.ts';
import { CONNECTION_FAULTS } from '../buckets/connection-check.ts';
import { ConnectionError } from '../buckets/connection-error.ts';
import { BUCKET_ERRORS, BucketError } from '../buckets/errors.ts';
import { HTTP_ERRORS } from '../contract/errors.ts';
import { TRANSFER_ERRORS, TransferError } from '../transfers/errors.ts';
import { VAULT_ERRORS, VaultError } from '../vault/errors.ts';
import { errorHandler, failureOf, statusOf } from './error-map.ts';
import { HttpError } from './http-error.ts';

const everyCode = [
  ...SEAL_ERRORS,
  ...BUCKET_ERRORS,
  ...CONNECTION_FAULTS,
  ...VAULT_ERRORS,
  ...TRANSFER_ERRORS,
  ...HTTP_ERRORS,
  'password-length',
  'password-common',
  'password-name',
  'password-pattern',
  'password-short',
  'busy',
  'cancelled',
  'damaged-home',
];

/** What can only be a fault of ours or of this computer, never of who asks. */
const OURS = ['unexpected', 'invalid-key', 'out-of-range', 'damaged-home'];

test('every code of every error class has a status, and only faults of our own are 500', () => {
  const statuses = everyCode.map((code) => [code, statusOf(code)] as const);
  expect(statuses.filter(([code, status]) => (status === 500) !== OURS.includes(code))).toEqual([]);
});

test('every error class is told by its own code', () => {
  const errors = [
    ...SEAL_ERRORS.map((code) => new SealError(code)),
    ...BUCKET_ERRORS.map((code) => new BucketError(code, 'A sentence.')),
    ...VAULT_ERRORS.map((code) => new VaultError(code, 'A sentence.')),
    ...TRANSFER_ERRORS.map((code) => new TransferError(code, 'A sentence.')),
    ...HTTP_ERRORS.map((code) => new HttpError(code, 'A sentence.')),
    new PasswordError('busy'),
    new PasswordError('password-length'),
  ];
  for (const fault of CONNECTION_FAULTS) {
    const error = new ConnectionError({ ok: false, code: fault, sentence: 'A sentence.' });
    expect(failureOf(error)).toEqual({ code: fault, sentence: 'A sentence.' });
  }
  for (const error of errors) {
    const { code, sentence } = failureOf(error);
    expect(code).toBe(error.code);
    expect(sentence).toMatch(/^[A-Z].*[.]$/s);
  }
});

test('what is thrown by accident is told without its message, whatever it is', () => {
  const secret = 'hunter2';
  const thrown = [
    new Error(secret),
    new TypeError(secret),
    Object.assign(new Error(secret), { statusCode: 500 }),
    Object.assign(new Error(secret), { statusCode: 418 }),
    Object.assign(new Error(secret), { code: 'EACCES', path: secret }),
    secret,
    undefined,
    null,
    { message: secret, statusCode: 400 },
  ];
  for (const error of thrown) {
    const failure = failureOf(error);
    expect(JSON.stringify(failure)).not.toContain(secret);
    expect(['unexpected', 'invalid-request']).toContain(failure.code);
  }
  expect(statusOf('no such code')).toBe(500);
});

test('a wrong key names both keys, by the names that are known', () => {
  const [needs, given] = ['ab'.repeat(16), 'cd'.repeat(16)];
  const error = new SealError('wrong-key', { needs, given });
  expect(failureOf(error, new Map([[given, 'Holiday']])).sentence).toMatch(/ABAB-ABAB.*"Holiday" CDCD-CDCD/);
});

test('a stream that is closed early is a fault of ours only where somebody still reads it', async () => {
  const kinds: string[] = [];
  const app = fastify();
  onTestFinished(() => app.close());
  app.setErrorHandler(errorHandler((kind) => void kinds.push(kind)));
  const ended = Promise.withResolvers<void>();
  app.addHook('onError', async () => void setImmediate(ended.resolve));
  const closed = () => {
    const body = new Readable({ read() {} });
    setImmediate(() => body.destroy());
    return body;
  };
  app.get('/heard', (_, reply) => reply.send(closed()));
  app.post('/left', async ({ raw: { socket } }, reply) => {
    left.resolve();
    await once(socket, 'close');
    return reply.send(closed());
  });
  const left = Promise.withResolvers<void>();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const caller = request({
    host: '127.0.0.1',
    port,
    path: '/left',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 2 },
  }).on('error', () => undefined);
  caller.end('{}');
  await left.promise;
  caller.destroy();
  await ended.promise;
  expect(kinds).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${port}/heard`)).status).toBe(500);
  expect(kinds).toEqual(['Error']);
});
