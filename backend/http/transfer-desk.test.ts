import { expect, test } from 'vitest';
import type { TransferView } from '../contract/transfers.ts';
import { TransferDesk } from './transfer-desk.ts';
import { until } from './test-server.ts';

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
  await until('the second run', async () => (runs() === 2 ? true : undefined));
  expect([view.state, noted]).toEqual(['waiting', []]);
  await desk.stop();
});
