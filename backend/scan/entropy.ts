/** Bits a character from which on a value looks drawn rather than written. */
const MIN_BITS = 3;
const MIN_LENGTH = 10;
/** What stands where a secret will be put in: a place, a call, a sample, a version. */
const NO_SECRET =
  /[<>(){}[\]]|\$\w|%\w+%|^[\^~>=v]*\d+\.\d+|example|sample|dummy|placeholder|changeme|change_me|your[_-]|xxxx|\*{3}|\.{3}|redacted|^(https?|file|data):|process\.|^[a-z]+([._-][a-z]+)*$|^[A-Z]+([._-][A-Z]+)*$/i;

/** Whether a value could be a secret: long enough, of mixed characters, and not what stands in its place. */
export function looksDrawn(value: string): boolean {
  if (value.length < MIN_LENGTH || NO_SECRET.test(value) || isName(value)) return false;
  const isMixed = /\d/.test(value) && /[a-z]/i.test(value);
  return isMixed && bitsOf(value) >= MIN_BITS;
}

/** Words with dashes between them, such as the name of a header: most of its parts are letters alone. */
function isName(value: string): boolean {
  const parts = value.split(/[-_.]/);
  const words = parts.filter((part) => /^([a-z]+|[A-Z]+)$/.test(part));
  return parts.length > 2 && words.length > parts.length / 2;
}

/** Shannon entropy in bits a character. */
function bitsOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
