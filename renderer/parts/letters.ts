const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The letters of a text as people count them: what looks like one is not cut in two. */
export function lettersOf(text: string): string[] {
  return Array.from(SEGMENTS.segment(text), ({ segment }) => segment);
}
