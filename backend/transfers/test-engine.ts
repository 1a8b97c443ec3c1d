import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openState } from '../state/database.ts';
import { newEngine, type Engine } from './engine.ts';

/** An engine with a journal of its own, gone after the test. */
export async function testEngine(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-engine-'));
  const state = await openState(folder);
  const engine = newEngine(state, () => new Date());
  onTestFinished(async () => {
    await engine.pool.close();
    await state.destroy();
    await rm(folder, { recursive: true, force: true });
  });
  return engine;
}
