import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { SealingMemory } from '../state/sealing-memory.ts';
import { spool } from './spool.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { testFolder } from './test-engine.ts';

const NOW = new Date();
/** No process has it: greater than any system gives. */
const DEAD = 2 ** 31 - 1;

async function place() {
  const root = await testFolder();
  const home = new Home(join(root, 'home'));
  const state = await openState(await home.made());
  onTestFinished(() => state.destroy());
  const memory = new SealingMemory(state);
  const folder = new TemporaryFolder(home, memory, process.getuid?.());
  const make = async (name: string) => {
    await mkdir(join(root, name), { mode: 0o700 });
    return join(root, name);
  };
  /** Leaves a file as a process does that is killed while a stream comes. */
  const leave = async (mark?: string, pid = DEAD) => {
    const now = await folder.place();
    const name = `${mark ?? now.mark}-${pid}-${'a'.repeat(32)}`;
    await writeFile(join(now.folder, name), 'sealed');
    return name;
  };
  const left = (chosen: string) => readdir(join(chosen, 'latchkey-temporary'));
  return { root, home, memory, folder, make, leave, left };
}

test('what a killed process left in a folder that was chosen before is removed, once its disk is there', async () => {
  const { root, memory, folder, make, leave } = await place();
  const [first, second] = [await make('first'), await make('second')];
  for (const chosen of [first, second]) {
    await folder.choose(chosen);
    await leave();
  }
  await folder.choose(undefined);
  expect(await memory.formerFolders()).toEqual([first, second]);
  await rename(first, join(root, 'away'));
  await folder.sweep(NOW);
  expect([await readdir(second), await memory.formerFolders()]).toEqual([[], [first]]);
  await rename(join(root, 'away'), first);
  await folder.sweep(NOW);
  expect([await readdir(first), await memory.formerFolders()]).toEqual([[], []]);
});

test('in a folder that two computers use each removes its own alone', async () => {
  const { folder, make, leave, left } = await place();
  const shared = await make('shared');
  await folder.choose(shared);
  const [, theirs] = [await leave(), await leave('0123456789abcdef')];
  await folder.sweep(NOW);
  expect(await left(shared)).toEqual([theirs]);
});

test('a folder that was left while another process waits in it is looked into again', async () => {
  const { memory, folder, make, leave, left } = await place();
  const chosen = await make('chosen');
  await folder.choose(chosen);
  // The process that runs the tests.
  const name = await leave(undefined, process.ppid);
  await folder.choose(undefined);
  await folder.sweep(NOW);
  expect([await left(chosen), await memory.formerFolders()]).toEqual([[name], [chosen]]);
});

test('a stream waits under the mark of its computer, which stays the same', async () => {
  const { home, memory, folder } = await place();
  await folder.sweep(NOW);
  expect(await memory.knownMark()).toBeUndefined();
  const there = await folder.place();
  const waiting = await spool(
    there,
    (async function* bytes() {
      yield Buffer.from('content');
    })(),
    100,
  );
  const [name] = await readdir(home.usualTemporaryFolder);
  expect(name!.startsWith(`${there.mark}-${process.pid}-`)).toBe(true);
  await waiting.dispose();
  await memory.keep({ suite: null, exponent: null, temporary_folder: null });
  expect((await folder.place()).mark).toBe(there.mark);
});
