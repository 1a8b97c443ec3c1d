import { expect, test } from 'vitest';
import {
  FREE_TRIES,
  LogInDelay,
  LONGEST_HERE_MS,
  LONGEST_NAME_MS,
  LONGEST_NETWORK_MS,
  MAX_CHECKED_AT_ONCE,
  MAX_REMEMBERED,
} from './log-in-delay.ts';

function scene() {
  let time = Date.UTC(2026, 0, 1);
  const delay = new LogInDelay(() => new Date(time));
  const far = { side: 'remote', account: 'ana', network: '192.0.2.7' } as const;
  const wrong = new Error('wrong');
  const isWrong = (error: unknown) => error === wrong;
  /** @returns what came of it: "in", "wrong", or the seconds to wait */
  const log = async (attempt: Parameters<LogInDelay['through']>[0], error?: Error) => {
    try {
      await delay.through(attempt, () => (error === undefined ? Promise.resolve() : Promise.reject(error)), isWrong);
      return 'in';
    } catch (thrown) {
      return thrown === error ? 'wrong' : (thrown as { retryAfter: number }).retryAfter;
    }
  };
  return { delay, far, wrong, log, pass: (ms: number) => void (time += ms) };
}

test('after five failures each further try waits twice as long, up to a minute for a name', async () => {
  const { far, wrong, log, pass } = scene();
  for (let index = 0; index < FREE_TRIES; index += 1) expect(await log(far, wrong)).toBe('wrong');
  const waits: unknown[] = [];
  // A new address each time: the name alone counts.
  for (let index = 0; index < 8; index += 1) {
    const wait = await log({ ...far, network: `n${index}` });
    waits.push(wait);
    pass(Number(wait) * 1000);
    await log({ ...far, network: `n${index}` }, wrong);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  pass(LONGEST_NAME_MS);
  expect(await log(far)).toBe('in');
  expect(await log(far, wrong)).toBe('wrong');
});

test('an address that fails under ever new names waits up to a quarter of an hour', async () => {
  const { far, wrong, log, pass } = scene();
  let wait: unknown = 0;
  for (let index = 0; index < 30; index += 1) {
    wait = await log({ ...far, account: `name ${index}` }, wrong);
    if (typeof wait === 'number') pass(wait * 1000);
  }
  await log({ ...far, account: 'one more' }, wrong);
  expect((await log({ ...far, account: 'another' })) as number).toBe(LONGEST_NETWORK_MS / 1000);
  // Elsewhere nothing of it is felt.
  expect(await log({ ...far, account: 'another', network: '198.51.100.1' })).toBe('in');
});

test('nobody elsewhere keeps the owner at this computer out, who waits half a minute at most', async () => {
  const { far, wrong, log, pass } = scene();
  for (let index = 0; index < 40; index += 1) await log(far, wrong);
  const here = { ...far, side: 'local' } as const;
  expect(await log(here)).toBe('in');
  for (let index = 0; index < 40; index += 1) {
    pass(LONGEST_HERE_MS);
    await log(here, wrong);
  }
  expect(await log(here)).toBe(LONGEST_HERE_MS / 1000);
  pass(LONGEST_HERE_MS);
  expect(await log(here)).toBe('in');
});

test('tries at once count before they are answered, and only so many are checked', async () => {
  const { delay, far } = scene();
  const never = new Promise<never>(() => undefined);
  const start = (account: string) => {
    let refused = false;
    const result = delay.through(
      { ...far, account },
      () => never,
      () => true,
    );
    return { settled: result.catch(() => (refused = true)), isRefused: () => refused };
  };
  const same = Array.from({ length: FREE_TRIES + 1 }, () => start('ana'));
  await same.at(-1)!.settled;
  expect(same.map(({ isRefused }) => isRefused())).toEqual([false, false, false, false, false, true]);
  const others = Array.from({ length: MAX_CHECKED_AT_ONCE }, (_, index) => start(`name ${index}`));
  await others.at(-1)!.settled;
  expect(others.filter(({ isRefused }) => isRefused())).toHaveLength(FREE_TRIES);
});

test('a bucket that does not answer is no failure, and what is remembered has a bound', async () => {
  const { delay, far, wrong, log } = scene();
  for (let index = 0; index < 20; index += 1) expect(await log(far, new Error('unreachable'))).toBe('wrong');
  for (let index = 0; index < MAX_REMEMBERED + 50; index += 1)
    await log({ side: 'remote', account: `name ${index}`, network: `net ${index}` }, wrong);
  expect(delay.remembered).toBe(2 * MAX_REMEMBERED);
});
