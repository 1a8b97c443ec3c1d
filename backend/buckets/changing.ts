import type { Bucket } from './bucket.ts';

/** The same bucket over whichever connection counts at the moment of a call: what holds it goes on when its access changes. */
export function changing(current: () => Bucket): Bucket {
  return {
    ...current(),
    put: (...args) => current().put(...args),
    get: (...args) => current().get(...args),
    head: (...args) => current().head(...args),
    list: (...args) => current().list(...args),
    delete: (...args) => current().delete(...args),
    beginMultipart: (...args) => current().beginMultipart(...args),
    putPart: (...args) => current().putPart(...args),
    listParts: (...args) => current().listParts(...args),
    completeMultipart: (...args) => current().completeMultipart(...args),
    abortMultipart: (...args) => current().abortMultipart(...args),
    now: () => current().now(),
  };
}
