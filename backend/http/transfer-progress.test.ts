import { expect, test } from 'vitest';
import { MAX_ACTIVE } from '../contract/transfers.ts';
import { type MutableView, TransferProgress } from './transfer-progress.ts';

function setUp() {
  let time = 0;
  const view: MutableView = {
    id: 'a',
    kind: 'upload',
    name: 'a',
    place: '',
    state: 'running',
    reason: null,
    kept: true,
    keyId: null,
    started: '',
    ended: null,
    files: 0,
    totalFiles: 0,
    bytes: 0,
    totalBytes: 0,
    current: null,
    active: [],
    speed: 0,
    secondsLeft: null,
    failures: [],
  };
  const failures: unknown[] = [];
  const progress = new TransferProgress(
    view,
    () => new Date(time),
    () => undefined,
  );
  const begin = (path: string, size: number, kept = 0) =>
    progress.begin(path, size, kept, (error) => failures.push(error));
  return { view, progress, failures, begin, at: (seconds: number) => (time = seconds * 1000) };
}

test('speed and time left are those of the last seconds', () => {
  const { view, progress, begin, at } = setUp();
  progress.total(1, 1000);
  const file = begin('a', 1000);
  for (let second = 0; second <= 20; second += 1) {
    at(second);
    file.advance(10);
  }
  expect(view).toMatchObject({ bytes: 210, speed: 10, secondsLeft: 79 });
  for (let second = 21; second <= 40; second += 1) {
    at(second);
    file.advance(20);
  }
  expect(view).toMatchObject({ bytes: 610, speed: 20, secondsLeft: 20 });
});

test('a slow line that tells of a large part now and then has a speed in between', () => {
  const { view, progress, begin, at } = setUp();
  progress.total(1, 1000);
  const file = begin('a', 1000);
  for (const second of [0, 30, 60]) {
    at(second);
    file.advance(300);
  }
  at(75);
  progress.measure();
  expect(view.speed).toBeGreaterThan(5);
  expect(view.speed).toBeLessThan(10);
});

test('where nothing passes any more the speed falls, and the time left grows', () => {
  const { view, progress, begin, at } = setUp();
  progress.total(1, 1000);
  const file = begin('a', 1000);
  for (const second of [0, 1, 2]) {
    at(second);
    file.advance(100);
  }
  const before = view.secondsLeft!;
  at(60);
  expect(progress.measure()).toBe(true);
  expect(view.secondsLeft).toBeGreaterThan(before);
  progress.rest();
  expect(view).toMatchObject({ speed: 0, secondsLeft: null, active: [] });
});

test('what lay there before counts, but is no speed, and counts once', () => {
  const { view, progress, begin, at } = setUp();
  progress.goOn(0, 400);
  progress.total(1, 1000);
  const file = begin('a', 1000, 400);
  at(1);
  file.advance(400);
  at(2);
  expect(progress.moved).toBe(0);
  expect(view).toMatchObject({ bytes: 400, speed: 0 });
  file.advance(100);
  expect(view).toMatchObject({ bytes: 500, active: [{ path: 'a', bytes: 500, size: 1000 }] });
  expect(progress.moved).toBe(100);
});

test('a file that failed takes its bytes away again, one that was interrupted keeps them', () => {
  const { view, failures, begin } = setUp();
  const [failed, left, done] = [begin('a', 10), begin('b', 10), begin('c', 10)];
  for (const file of [failed, left, done]) file.advance(5);
  failed.fail('why');
  left.leave();
  done.advance(5);
  done.finish();
  // Whatever comes late changes nothing.
  done.finish();
  left.leave();
  expect(view).toMatchObject({ bytes: 15, files: 1, active: [] });
  expect(failures).toEqual(['why']);
});

test('at most sixteen files in flight are told of', () => {
  const { view, begin } = setUp();
  for (let index = 0; index < 20; index += 1) begin(String(index), 1);
  expect(view.active).toHaveLength(MAX_ACTIVE);
});
