import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from './parallel.ts';

test('runs so many steps at once, until one says that nothing is left', async () => {
  let [next, now, most] = [0, 0, 0];
  await inParallel(3, undefined, async () => {
    if (next++ >= 20) return false;
    most = Math.max(most, ++now);
    await setImmediate();
    now -= 1;
    return true;
  });
  expect([next, most, now]).toEqual([23, 3, 0]);
});

test('does nothing where there is nothing', async () => {
  await inParallel(0, undefined, () => Promise.reject(new Error('called')));
});

test('the first failure stops the others, is the one that is told, and nothing runs on behind it', async () => {
  let running = 0;
  const told: unknown[] = [];
  let next = 0;
  const work = inParallel(4, undefined, async (signal) => {
    const number = next++;
    running += 1;
    try {
      await setImmediate();
      if (number === 2) throw new Error('first');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('second'))));
      return true;
    } finally {
      await setImmediate();
      running -= 1;
      told.push(number);
    }
  });
  await expect(work).rejects.toThrow('first');
  expect([running, told.length]).toEqual([0, 4]);
});

test('an abort from outside is told as its reason, whatever it looks like inside', async () => {
  const stop = new AbortController();
  const work = inParallel(2, stop.signal, async () => {
    stop.abort(new Error('enough'));
    throw new Error('looked like this');
  });
  await expect(work).rejects.toThrow('enough');
  let isCalled = false;
  const later = inParallel(2, stop.signal, async () => (isCalled = true));
  await expect(later).rejects.toThrow('enough');
  expect(isCalled).toBe(false);
});
