import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairSlots } from './fair-slots.ts';

/** Takes a slot and says so. */
function taker(slots: FairSlots) {
  const log: string[] = [];
  const frees = new Map<string, () => void>();
  const take = (owner: object, name: string, signal?: AbortSignal) =>
    slots.take(owner, signal).then((free) => {
      frees.set(name, free);
      return log.push(name);
    });
  const free = async (name: string) => {
    frees.get(name)!();
    await settled();
  };
  return { log, take, free };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('owners take turns, and each one keeps its own order', async () => {
  const { log, take, free } = taker(new FairSlots(1));
  const [large, small, other] = [{}, {}, {}];
  await take(large, 'large 1');
  const waiting = ['large 2', 'large 3', 'large 4'].map((name) => take(large, name));
  waiting.push(take(small, 'small 1'), take(other, 'other 1'), take(other, 'other 2'));
  for (let at = 0; at < 6; at += 1) await free(log[at]!);
  await Promise.all(waiting);
  expect(log).toEqual(['large 1', 'large 2', 'small 1', 'other 1', 'large 3', 'other 2', 'large 4']);
});

test('whoever is told to stop while waiting leaves the line and takes nothing with it', async () => {
  const slots = new FairSlots(1);
  const { log, take, free } = taker(slots);
  const [one, other, stop] = [{}, {}, new AbortController()];
  await take(one, 'first');
  const left = take(other, 'left', stop.signal);
  const second = take(one, 'second');
  stop.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  await free('first');
  await second;
  await free('second');
  await take(other, 'last');
  expect(log).toEqual(['first', 'second', 'last']);
  await expect(slots.take(one, stop.signal)).rejects.toThrow('enough');
});

test('a slot that comes in the same moment as the stop is given back by whoever got it, so none is lost', async () => {
  const slots = new FairSlots(1);
  const stop = new AbortController();
  const first = await slots.take({});
  const second = slots.take({}, stop.signal);
  first();
  stop.abort();
  (await second)();
  (await slots.take({}))();
});

test('giving a slot back twice makes no second one', async () => {
  const slots = new FairSlots(1);
  const free = await slots.take({});
  free();
  free();
  await slots.take({});
  const stop = new AbortController();
  const third = slots.take({}, stop.signal);
  stop.abort(new Error('none was free'));
  await expect(third).rejects.toThrow('none was free');
});

test('never more at once than there are, and everybody comes to the turn', async () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (count, works) => {
      const slots = new FairSlots(count);
      const owners = Array.from({ length: 5 }, () => ({}));
      let [now, most, done] = [0, 0, 0];
      await Promise.all(
        works.map(async ([owner, turns]) => {
          const free = await slots.take(owners[owner]!);
          most = Math.max(most, ++now);
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          now -= 1;
          done += 1;
          free();
        }),
      );
      expect([most <= count, done]).toEqual([true, works.length]);
    }),
  );
});
