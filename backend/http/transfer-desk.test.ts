import { expect, test } from 'vitest';
import type { TransferView } from '../contract/transfers.ts';
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
  // One that was let go on by itself, and paused by itself, is nobody else's.
  desk.hold();
  await until(() => mine.state === 'paused' && others.state === 'paused');
  desk.resume('a', mine.id);
  await until(() => mine.state === 'running');
  desk.pause('a', mine.id);
  await until(() => mine.state === 'paused');
  desk.goOn();
  await until(() => others.state === 'running');
  expect(mine.state).toBe('paused');
  await desk.stop();
});

const transfer = { kind: 'upload', name: 'a', place: '', kept: true } as const;

/** A transfer that lasts until it is interrupted, and then for as long as `windDown` does. */
function lasting(windDown: Promise<void> = Promise.resolve()) {
  const desk = new TransferDesk(() => new Date(0));
  const noted: TransferView['state'][] = [];
  let runs = 0;
  const work = async ({ signal }: { signal: AbortSignal }) => {
    runs += 1;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await windDown;
    signal.throwIfAborted();
  };
  const view = desk.start('ana', transfer, undefined, work, { noted: ({ state }) => void noted.push(state) });
  return { desk, view, noted, runs: () => runs };
}

test('what was paused just before the program ends is written down as paused', async () => {
  const { desk, view, noted } = lasting();
  expect(desk.pause('ana', view.id)).toBe('done');
  await desk.stop();
  expect(noted).toEqual(['paused']);
});

test('what the end of the program interrupts is not', async () => {
  const { desk, noted } = lasting();
  await desk.stop();
  expect(noted).toEqual([]);
});

test('what is let go on before its pause has come to its end goes on', async () => {
  const wind = Promise.withResolvers<void>();
  const { desk, view, noted, runs } = lasting(wind.promise);
  desk.pause('ana', view.id);
  expect(desk.resume('ana', view.id)).toBe('done');
  wind.resolve();
  await until(() => runs() === 2);
  expect([view.state, noted]).toEqual(['waiting', []]);
  await desk.stop();
});
