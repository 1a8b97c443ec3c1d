/** Why somebody who can try passwords as often as they like would find this one soon. */
export type Weakness = 'short' | 'common' | 'repeats' | 'name' | 'digits';

/** A guesser with the bucket tries without a limit; below this the rest hardly matters. */
const SHORT = 12;
/** Fewer different signs than this are a pattern. */
const FEW_SIGNS = 5;
/** What stands in the first lines of every list of leaked passwords. */
const COMMON = /passw[o0]rd|qwert|asdf|abcdef|letmein|welcome|iloveyou|monkey|dragon|12345|54321|latchkey|secret/i;
/** What is left of a long password when its common part is taken out must still be long. */
const SHORT_REST = 8;

/** The first thing that makes a password weak; undefined for one that holds. Warns and never refuses: it is the user's own door. */
export function weaknessOf(secret: string, name = ''): Weakness | undefined {
  if (secret === '') return undefined;
  const signs = Array.from(secret);
  if (isMostly(secret, COMMON)) return 'common';
  if (name.length > 2 && rest(secret, name).length < SHORT_REST) return 'name';
  if (new Set(signs).size < FEW_SIGNS) return 'repeats';
  if (/^[\d\s.-]+$/.test(secret)) return 'digits';
  return signs.length < SHORT ? 'short' : undefined;
}

function isMostly(secret: string, common: RegExp): boolean {
  return common.test(secret) && secret.replace(common, '').length < SHORT_REST;
}

/** What stays of a secret without the name in it; all of it where the name is not in it. */
function rest(secret: string, name: string): string {
  const at = secret.toLowerCase().indexOf(name.toLowerCase());
  return at < 0 ? secret.padEnd(SHORT_REST) : secret.slice(0, at) + secret.slice(at + name.length);
}
