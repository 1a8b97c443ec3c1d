/** Letters typed after a longer pause begin a new word. */
const PAUSE_MS = 1000;

const ALIKE = new Intl.Collator('en', { usage: 'search', sensitivity: 'base' });

/** Finds a name by its first letters as they are typed. */
export class TypeToFind {
  #text = '';
  #last = -Infinity;

  /** Whether a blank would belong to the word that is being typed. */
  isTyping(now: number): boolean {
    return this.#text !== '' && now - this.#last <= PAUSE_MS;
  }

  /** What is typed next begins a new word. */
  end(): void {
    this.#text = '';
  }

  /**
   * One more letter.
   * @param from where the search begins; one letter alone looks for the next name, more for the same one still
   * @param now milliseconds of any clock that only goes forward
   * @returns the index of a name that begins so, or undefined
   */
  add(letter: string, names: readonly { readonly name: string }[], from: number, now: number): number | undefined {
    this.#text = this.isTyping(now) ? this.#text + letter : letter;
    this.#last = now;
    // The same letter again and again goes from name to name.
    const isOne = this.#text === letter.repeat(this.#text.length / letter.length);
    const wanted = isOne ? letter : this.#text;
    const start = isOne ? from + 1 : from;
    for (let step = 0; step < names.length; step++) {
      const at = (start + step) % names.length;
      if (ALIKE.compare((names[at]?.name ?? '').slice(0, wanted.length), wanted) === 0) return at;
    }
    return undefined;
  }
}
