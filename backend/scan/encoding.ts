/** How the bytes of a text are to be read; undefined where they are no text. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** Of the characters of a text at most this part steers: more is no text. */
const MAX_STEERING = 0.02;
/** Of a UTF-16 text in a language of Latin letters, the high bytes that are 0. */
const MIN_ZEROS = 0.7;

/**
 * Tells text from other bytes, and its encoding, by its beginning.
 * @param head an even number of bytes, unless it is all of the file
 */
export function encodingOf(head: Uint8Array): TextEncoding | undefined {
  const [first, second, third] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  const [even, odd, steering] = tally(head);
  if (even === 0 && odd === 0) {
    if (steering > head.length * MAX_STEERING) return undefined;
    return isUtf8(head) ? 'utf-8' : 'latin1';
  }
  const half = Math.floor(head.length / 2);
  if (odd > half * MIN_ZEROS && even === 0) return 'utf-16le';
  if (even > half * MIN_ZEROS && odd === 0) return 'utf-16be';
  return undefined;
}

/** Zeros at even and at odd places, and characters that steer a terminal of old and stand in no text. */
function tally(head: Uint8Array): [even: number, odd: number, steering: number] {
  let [even, odd, steering] = [0, 0, 0];
  for (const [index, byte] of head.entries()) {
    if (byte === 0 && index % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
    else if (byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b) steering += 1;
  }
  return [even, odd, steering];
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // The last character may go on behind the head.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Bytes of a text, piece by piece, as characters. */
export class TextReader {
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: TextEncoding) {
    this.#decoder = new TextDecoder(encoding);
  }

  take(bytes: Uint8Array, isLast: boolean): string {
    return this.#decoder.decode(bytes, { stream: !isLast });
  }
}
