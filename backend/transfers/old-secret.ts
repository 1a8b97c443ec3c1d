/** A token or global key to use, or why there is none. */
export type OldSecret = { readonly value: string } | { readonly fault: string };

/**
 * The one to use: what was given, else the only one that the database holds.
 * @param what as it is called in a sentence
 */
export function oldSecret(
  what: 'token' | 'global key',
  given: string | undefined,
  known: readonly string[],
): OldSecret {
  if (given !== undefined && given !== '') return { value: given };
  const [only] = known;
  if (only !== undefined && known.length === 1) return { value: only };
  const holds = known.length === 0 ? `holds no ${what}` : `holds ${known.length} of them, one for each user`;
  return { fault: `The ${what} of the old program is needed; the database ${holds}.` };
}
