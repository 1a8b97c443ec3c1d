import { expect, test } from 'vitest';
import type { TransferView } from '../../../backend/contract/transfers.ts';
import { TransferStore } from '../../data/transfer-store.ts';
import { endOf } from './transfer-end.ts';

const BEGUN: TransferView = {
  id: 'a',
  kind: 'check',
  name: 'sky.png',
  place: '',
  state: 'waiting',
  reason: null,
  kept: false,
  keyId: null,
  started: '2026-11-20T14:00:00.000Z',
  ended: null,
  files: 0,
  totalFiles: 1,
  bytes: 0,
  totalBytes: 4,
  current: null,
  active: [],
  speed: 0,
  secondsLeft: null,
  failures: [],
};
const FAILED: TransferView = { ...BEGUN, state: 'failed', ended: BEGUN.started };

test('the end is told as it comes', async () => {
  const store = new TransferStore();
  store.introduce(BEGUN);
  const end = endOf(store, 'a');
  store.hear(FAILED);
  expect(await end).toBe(FAILED);
});

test('an end that was pushed before the answer which began the transfer stays the end', async () => {
  const store = new TransferStore();
  store.hear(FAILED);
  store.introduce(BEGUN);
  expect(await endOf(store, 'a')).toBe(FAILED);
});
