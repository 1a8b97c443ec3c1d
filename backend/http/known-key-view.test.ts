import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from '../state/database.ts';
import { KnownKeys } from '../state/known-keys.ts';
import { PathIndex } from '../vault/path-index.ts';
import { knownKeyViews } from './known-key-view.ts';
import { OpenKeys } from './open-keys.ts';

test('a vault that never answers is not waited for: what this computer remembers is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  const state = await openState(folder);
  onTestFinished(async () => {
    await state.destroy();
    await rm(folder, { recursive: true });
  });
  const knownKeys = new KnownKeys(state, () => new Date(0));
  await knownKeys.meet({ id: 'a'.repeat(32), name: 'Prompt', created: '', form: 'plain', path: join(folder, 'gone') });
  const catalog = { refresh: () => new Promise<void>(() => undefined), index: () => new PathIndex() };
  const keys = new OpenKeys(new AbortController().signal);
  const { keys: views, listed } = await knownKeyViews({ keys, vault: { catalog } }, knownKeys, 1);
  expect(listed).toBe(false);
  expect(views).toMatchObject([{ name: 'Prompt', present: false, files: null, bytes: null, older: null }]);
});
