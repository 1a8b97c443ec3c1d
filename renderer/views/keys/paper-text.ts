/** Quotes as keyboards and word processors make them out of plain ones. */
const QUOTES = /[“”„‟″«»]/g;
const LINE_BREAKS = /\s*[\r\n\u2028\u2029]+\s*/g;

/**
 * The key file that somebody typed from a recovery sheet, or a camera read. A line may break anywhere, since the sheet breaks long ones as
 * well; what was typed wrong is found by whoever reads the key file (format 1.3).
 * @returns UTF-8 of the JSON
 */
export function keyFileOfPaper(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replaceAll(QUOTES, '"').replaceAll('\u00a0', ' ').replaceAll(LINE_BREAKS, '').trim();
  return new TextEncoder().encode(plain);
}
