// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CutWords } from './cut-words.tsx';

/** Every letter is 10 px wide, and the line as wide as a test says. */
let room = 0;
beforeEach(() => {
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({ measureText: (text: string) => ({ width: text.length * 10 }) });
    },
  );
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => room);
  vi.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockReturnValue(10_000);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const WORDS = 'a-very-long-name-0042.txt is in the trash';

/** What stands before the ellipsis and after it. */
const shown = ({ container }: ReturnType<typeof render>) => {
  const [start, , end] = container.querySelectorAll('span > span');
  return [start?.textContent, end?.textContent];
};

test('of a long line the middle goes, and nothing of what is read', () => {
  room = 301;
  const line = render(<CutWords words={WORDS} ending={24} />);
  expect(shown(line)).toEqual(['a-ver', '-0042.txt is in the trash'.slice(-24)]);
  expect(line.container.textContent).toBe(WORDS);
  expect(line.getByTitle(WORDS)).toBeTruthy();
});

test('with more room more of it is shown, and at last all', () => {
  room = 301;
  const line = render(<CutWords words={WORDS} ending={9} />);
  expect(shown(line)[0]).toHaveLength(20);
  room = 351;
  line.rerender(<CutWords words={WORDS} ending={9} />);
  expect(shown(line)[0]).toHaveLength(25);
  room = 1000;
  line.rerender(<CutWords words={WORDS} ending={9} />);
  expect(shown(line)).toEqual([undefined, undefined]);
  expect(line.container.textContent).toBe(WORDS);
});

test('the ending stays where there is no room for anything else', () => {
  room = 20;
  expect(shown(render(<CutWords words={WORDS} ending={9} />))).toEqual(['', 'the trash']);
});
