import { useState } from 'react';

/** A choice of the user that outlives the window; one of the given words. */
export function useRemembered<Word extends string>(name: string, words: readonly Word[], first: Word) {
  const [word, setWord] = useState<Word>(() => words.find((one) => one === localStorage.getItem(name)) ?? first);
  const remember = (next: Word) => {
    localStorage.setItem(name, next);
    setWord(next);
  };
  return [word, remember] as const;
}
