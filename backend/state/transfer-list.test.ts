import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from './database.ts';
import { Holder } from './holding.ts';
import { type ListedTransfer, TransferList } from './transfer-list.ts';

const now = () => new Date('2026-11-20T12:00:00Z');
const texts = { name: '', place: '', failures: '[]', paths: '[]', left_out: '[]', key_id: '', started: '' };
const empty = { version: null, force: 0, total_files: 0, total_bytes: 0, key_path: null, suite: null, exponent: null };
const transfer: ListedTransfer = { ...texts, ...empty, id: 'a', account_id: 'ana', kind: 'upload', state: 'going' };

test('transfers are claimed also where another process writes at that moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-list-'));
  const state = await openState(folder);
  const other = new DatabaseSync(join(folder, 'state.sqlite'));
  onTestFinished(async () => {
    other.close();
    await state.destroy();
    await rm(folder, { recursive: true, force: true });
  });
  await new TransferList(state, new Holder(now, 7)).add(transfer);
  const asked: string[] = [];
  const list = new TransferList(
    state,
    // Asked once the rows were read.
    new Holder(now, 8, () => {
      try {
        other.exec("INSERT INTO verification VALUES ('b', 1)");
        asked.push('wrote');
      } catch {
        asked.push('has to wait');
      }
      return false;
    }),
  );
  expect((await list.claim('ana')).map(({ id }) => id)).toEqual(['a']);
  expect(asked).toEqual(['has to wait']);
  other.exec("INSERT INTO verification VALUES ('b', 1)");
});
