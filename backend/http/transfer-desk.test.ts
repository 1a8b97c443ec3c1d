import { expect, test } from 'vitest';
import { TransferDesk } from './transfer-desk.ts';
import type { TransferLog } from './transfer-run.ts';

const until = async (isThere: () => boolean) => {
  while (!isThere()) await new Promise(setImmediate);
};

test('whatever is under way is paused and goes on; what somebody paused by itself, and what cannot be paused, stays as it is', async () => {
  const desk = new TransferDesk(() => new Date(0));
  /** Runs until it is interrupted. */
  const work = async ({ signal, begin }: TransferLog) => {
    begin('a', 1).advance(0);
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  const start = (account: string, kind: 'upload' | 'check') =>
    desk.start(account, { kind, name: 'a', place: '' }, undefined, work);
  const [mine, others, check, alone] = [
    start('a', 'upload'),
    start('b', 'upload'),
    start('a', 'check'),
    start('a', 'upload'),
  ] as const;
  const states = () => [mine, others, check, alone].map(({ state }) => state);
  await until(() => states().every((state) => state === 'running'));
  desk.pause('a', alone.id);
  await until(() => alone.state === 'paused');
  desk.hold();
  await until(() => mine.state === 'paused' && others.state === 'paused');
  expect(states()).toEqual(['paused', 'paused', 'running', 'paused']);
  desk.goOn();
  await until(() => mine.state === 'running' && others.state === 'running');
  expect(states()).toEqual(['running', 'running', 'running', 'paused']);
  // A second time there is nothing that goes on.
  desk.goOn();
  expect(alone.state).toBe('paused');
  await desk.stop();
});
