/** Most files whose beginnings one request may hold. */
export const MAX_BEGINNINGS = 256;
/** Bytes of one file that a window sends to be looked at. */
export const MAX_BEGINNING_BYTES = 256 * 1024;
/** Largest request with beginnings, in bytes: base64 and names on top of what a window collects. */
export const MAX_SCAN_BODY_BYTES = 8 * 1024 * 1024;
