/**
 * `not-found`: no such object. `exists`: a conditional create found one. `invalid-key`: no bucket takes this key.
 * `out-of-range`: nothing of the object lies in the range. `incomplete`: the answer ended before its announced size.
 * `unreachable`: no answer, trying again may help. `refused`: an answer, and it was no (permission, full, read-only).
 */
export const BUCKET_ERRORS = [
  'not-found',
  'exists',
  'invalid-key',
  'out-of-range',
  'incomplete',
  'unreachable',
  'refused',
] as const;

export type BucketErrorCode = (typeof BUCKET_ERRORS)[number];

/** What a bucket says when it cannot do what was asked. `detail` is a sentence for people, without secrets. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
  readonly code: BucketErrorCode;

  constructor(code: BucketErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
