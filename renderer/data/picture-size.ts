/** Width and height in pixels, as the picture is seen: turned as its camera was. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** RIFF, its length, WEBP. */
const HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
/** Flags of a VP8X chunk: there is an alpha channel, there is Exif. */
const [ALPHA, EXIF] = [0x10, 0x08];
/** Exif of two numbers: the head of TIFF, how many, two entries of 12 bytes, and that nothing follows. */
const EXIF_BYTES = 8 + 2 + 2 * 12 + 4;
/** ImageWidth and ImageLength of TIFF 6.0. */
const [WIDTH_TAG, HEIGHT_TAG] = [0x0100, 0x0101];
const LONG = 4;
/** Larger than any picture: what says more is damaged. */
const MOST_PIXELS = 1_000_000;

interface Chunk {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A WebP picture that also tells the size of the one it was made of, as Exif: so a thumbnail knows how large its picture is, and nobody has
 * to open that to be told.
 * @returns the same bytes where they are no WebP
 */
export function withOriginalSize(webp: Uint8Array, own: PictureSize, original: PictureSize): Uint8Array<ArrayBuffer> {
  const chunks = chunksOf(webp);
  const [first] = chunks;
  if (first === undefined) return new Uint8Array(webp);
  const head = first.name === 'VP8X' ? first : extended(first, own);
  const flagged = new Uint8Array(head.bytes);
  flagged[0] = (flagged[0] ?? 0) | EXIF;
  const rest = first.name === 'VP8X' ? chunks.slice(1) : chunks;
  return joined([
    { name: 'VP8X', bytes: flagged },
    ...rest.filter(({ name }) => name !== 'EXIF'),
    { name: 'EXIF', bytes: exif(original) },
  ]);
}

/** The size that {@link withOriginalSize} wrote; undefined where there is none. */
export function originalSizeOf(webp: Uint8Array): PictureSize | undefined {
  const bytes = chunksOf(webp).find(({ name }) => name === 'EXIF')?.bytes;
  if (bytes === undefined || bytes.length < EXIF_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== 0x49_49_2a_00) return undefined;
  const number = (entry: number, tag: number): number => {
    const at = 10 + entry * 12;
    const isIt = view.getUint16(at, true) === tag && view.getUint16(at + 2, true) === LONG;
    return isIt ? view.getUint32(at + 8, true) : 0;
  };
  const [width, height] = [number(0, WIDTH_TAG), number(1, HEIGHT_TAG)];
  const isSize = Math.min(width, height) > 0 && Math.max(width, height) <= MOST_PIXELS;
  return isSize ? { width, height } : undefined;
}

function chunksOf(webp: Uint8Array): Chunk[] {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.length);
  if (webp.length < HEAD_BYTES || nameAt(webp, 0) !== 'RIFF' || nameAt(webp, 8) !== 'WEBP') return [];
  const chunks: Chunk[] = [];
  for (let at = HEAD_BYTES; at + CHUNK_HEAD_BYTES <= webp.length;) {
    const length = view.getUint32(at + 4, true);
    const start = at + CHUNK_HEAD_BYTES;
    if (start + length > webp.length) return [];
    chunks.push({ name: nameAt(webp, at), bytes: webp.subarray(start, start + length) });
    at = start + length + (length % 2);
  }
  return chunks;
}

/** What a picture of one chunk needs before Exif may follow it. */
function extended(image: Chunk, { width, height }: PictureSize): Chunk {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  // The alpha bit of a lossless picture follows its signature and two numbers of 14 bits.
  const hasAlpha = image.name === 'VP8L' && ((image.bytes[4] ?? 0) & 0x10) !== 0;
  bytes[0] = hasAlpha ? ALPHA : 0;
  // 24 bits each, the second over the highest byte of the first.
  view.setUint32(4, width - 1, true);
  view.setUint16(7, height - 1, true);
  return { name: 'VP8X', bytes };
}

function exif({ width, height }: PictureSize): Uint8Array {
  const bytes = new Uint8Array(EXIF_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x49_49_2a_00);
  view.setUint32(4, 8, true);
  view.setUint16(8, 2, true);
  for (const [entry, [tag, value]] of [[WIDTH_TAG, width] as const, [HEIGHT_TAG, height] as const].entries()) {
    const at = 10 + entry * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, LONG, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  }
  return bytes;
}

function joined(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const padded = (length: number) => length + (length % 2);
  const length = chunks.reduce((sum, { bytes }) => sum + CHUNK_HEAD_BYTES + padded(bytes.length), 4);
  const webp = new Uint8Array(CHUNK_HEAD_BYTES + length);
  const view = new DataView(webp.buffer);
  const write = (name: string, at: number) => webp.set(new TextEncoder().encode(name), at);
  write('RIFF', 0);
  view.setUint32(4, length, true);
  write('WEBP', 8);
  let at = HEAD_BYTES;
  for (const { name, bytes } of chunks) {
    write(name, at);
    view.setUint32(at + 4, bytes.length, true);
    webp.set(bytes, at + CHUNK_HEAD_BYTES);
    at += CHUNK_HEAD_BYTES + padded(bytes.length);
  }
  return webp;
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
