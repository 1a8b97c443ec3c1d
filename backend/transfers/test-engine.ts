import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openState } from '../state/database.ts';
import { newEngine, type Engine } from './engine.ts';

/** A folder of a test's own, gone after it. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-engine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An engine with a journal of its own, gone after the test. @param home another engine's, for one that starts after a kill */
export async function testEngine(home?: string): Promise<Engine> {
  const folder = home ?? (await testFolder());
  const state = await openState(folder);
  const engine = newEngine(state, () => new Date());
  onTestFinished(async () => {
    await engine.pool.close();
    await state.destroy();
  });
  return engine;
}
