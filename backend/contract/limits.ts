/** Bounds of what a request may hold; each is checked before anything else is done with it. */
export const MAX_TEXT = 4096;
export const MAX_SECRET = 1024;
export const MAX_PATHS = 1000;
/** Largest JSON or form body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Largest file taken in as a stream, in bytes: what S3 keeps as one object. */
export const MAX_FILE_BYTES = 5 * 2 ** 40;
