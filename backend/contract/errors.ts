import { Type } from 'typebox';

/** Codes that the HTTPS server adds to those of the rooms below it. */
export const HTTP_ERRORS = [
  'invalid-request',
  'unauthorized',
  'no-local-token',
  'foreign-host',
  'foreign-origin',
  'foreign-user',
  'local-only',
  'no-server',
  'other-certificate',
  'rate-limited',
  'no-such-route',
  'paused',
  'window-gone',
  'unexpected',
] as const;

export type HttpErrorCode = (typeof HTTP_ERRORS)[number];

/** Every error of every route: a word that programs act on, and a sentence for people. */
export const ErrorBody = Type.Object({ code: Type.String(), message: Type.String() }, { title: 'Error' });
