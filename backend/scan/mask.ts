/** Characters of a secret that may be shown at its beginning and at its end: enough to find it, too few to use it. */
export const SHOWN_FIRST = 3;
export const SHOWN_LAST = 2;
/** A secret shorter than this shows nothing: what is left would be too easy to guess. */
const SHORTEST_SHOWN = 16;

/** A secret as it may be shown. Never longer than six characters, whatever the secret's length. */
export function mask(secret: string): string {
  const characters = Array.from(secret.slice(0, SHORTEST_SHOWN));
  if (characters.length < SHORTEST_SHOWN) return '…';
  const first = characters.slice(0, SHOWN_FIRST).join('');
  const last = Array.from(secret.slice(-SHOWN_LAST * 2))
    .slice(-SHOWN_LAST)
    .join('');
  return `${first}…${last}`.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '…');
}
