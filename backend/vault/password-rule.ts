import type { ZxcvbnResult } from '@zxcvbn-ts/core';
import { MAX_PASSWORD_BYTES, PasswordError } from '../../keys/password.ts';
import { VaultError, type VaultErrorCode } from './errors.ts';

/** Whoever holds the bucket tries thousands a second (docs/threat-model.md, (e)): what takes fewer tries than this is found within a day. */
const LEAST_GUESSES_LOG10 = 8;
/** Judging takes time with the square of the length; what is hard to guess up to here is so as a whole. Characters. */
const MAX_JUDGED = 72;

type Weakness = Extract<VaultErrorCode, `password-${string}`>;

const SENTENCES: Readonly<Record<Weakness, string>> = {
  'password-common': 'This password stands in lists of common passwords and words, or is close to one that does.',
  'password-name': 'This password is mostly your name.',
  'password-pattern': 'This password follows a pattern that guessers try early: a row of keys, a repetition, a date.',
  'password-short': 'This password is too short.',
};
const ADVICE = 'Nothing was made. Take several words that do not belong together, or let a password manager draw one.';

/**
 * Refuses a new password that is soon guessed. Passwords that are in use already are never judged.
 * @param name whose it is: the first thing a guesser tries
 * @throws VaultError `password-common` | `password-name` | `password-pattern` | `password-short`; PasswordError `password-length`
 */
export async function requireStrongPassword(password: string, name: string): Promise<void> {
  if (password === '' || Buffer.byteLength(password) > MAX_PASSWORD_BYTES) throw new PasswordError('password-length');
  const weakness = await weaknessOf(password.normalize('NFKC'), name);
  if (weakness !== undefined) throw new VaultError(weakness, `${SENTENCES[weakness]} ${ADVICE}`);
}

async function weaknessOf(password: string, name: string): Promise<Weakness | undefined> {
  const check = await judge();
  const judged = Array.from(password).slice(0, MAX_JUDGED).join('');
  const { guessesLog10, sequence } = check(judged, [name, ...name.split(/\s+/)]);
  if (guessesLog10 >= LEAST_GUESSES_LOG10) return undefined;
  // What most of it is made of says what to change.
  const [longest] = sequence.toSorted((a, b) => b.token.length - a.token.length);
  if (longest?.pattern === 'dictionary')
    return longest['dictionaryName'] === 'userInputs' ? 'password-name' : 'password-common';
  return longest === undefined || longest.pattern === 'bruteforce' ? 'password-short' : 'password-pattern';
}

/** Read when a password is first judged: its lists take 60 MB of memory, and most runs never judge one. */
async function judge(): Promise<(password: string, inputs: string[]) => ZxcvbnResult> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  const factory = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
  return (password, inputs) => factory.check(password, inputs);
}
