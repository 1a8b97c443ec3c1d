import { QueryObserver } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import { ListRefresher } from './list-refresher.ts';
import { newQueryClient, QUERY } from './queries.ts';

/** A list that is shown, whose answers the test gives out one by one. */
function setUp() {
  const client = newQueryClient();
  const asked: { answer: (words: string) => void; refuse: () => void; signal: AbortSignal }[] = [];
  const observer = new QueryObserver(client, {
    queryKey: QUERY.folder(''),
    queryFn: ({ signal }) =>
      new Promise<string>((resolve, reject) => {
        asked.push({ answer: resolve, refuse: () => reject(new Error('no')), signal });
      }),
  });
  onTestFinished(observer.subscribe(() => undefined));
  const shown = () => observer.getCurrentResult().data;
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { lists: new ListRefresher(client), asked, shown, settle };
}

test('a list under way is let come, and asked for once more however often it was told to be old', async () => {
  const { lists, asked, shown, settle } = setUp();
  const told = Promise.all([lists.tell(), lists.tell(), lists.tell()]);
  await settle();
  expect(asked).toHaveLength(1);
  expect(asked[0]!.signal.aborted).toBe(false);
  asked[0]!.answer('before');
  await settle();
  expect(shown()).toBe('before');
  expect(asked).toHaveLength(2);
  asked[1]!.answer('after');
  await told;
  await settle();
  expect(shown()).toBe('after');
  expect(asked).toHaveLength(2);
});

test('what changes while it is asked for again is asked for again too', async () => {
  const { lists, asked, shown, settle } = setUp();
  asked[0]!.answer('first');
  await settle();
  const told = lists.tell();
  await settle();
  void lists.tell();
  asked[1]!.answer('second');
  await settle();
  expect(asked).toHaveLength(3);
  asked[2]!.answer('third');
  await told;
  expect(shown()).toBe('third');
});

test('a list that does not come keeps none of the later ones away', async () => {
  const { lists, asked, shown, settle } = setUp();
  const told = lists.tell();
  await settle();
  asked[0]!.refuse();
  await settle();
  asked[1]!.answer('now');
  await told;
  expect(shown()).toBe('now');
});

test('with the first word of changes only what was listed before is asked for again', async () => {
  const { lists, asked, settle } = setUp();
  await lists.listen();
  expect(asked).toHaveLength(1);
  asked[0]!.answer('first');
  await settle();
  void lists.listen();
  await settle();
  expect(asked).toHaveLength(2);
});
