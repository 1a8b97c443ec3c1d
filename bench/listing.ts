import { inTurns, median, type Ratio } from './measure.ts';
import { makeFiles, Scene } from './scene.ts';
import { LoggedIn } from './server.ts';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const FILES = 20_000;
const FOLDERS = 100;
const ROUNDS = 3;
/** Each listing looks once more at what came in the quarter of an hour before the last (format 3.6): a vault at rest has nothing there. */
const REST_MS = 16 * 60 * 1000;

/**
 * Listing 20,000 files in a server that is logged in, beside `rclone lsf -R`: the first time on a computer that remembers nothing, again, and
 * the first time after a restart, from what the computer remembers. Takes 20 minutes, most of which it waits.
 */
export async function listing(): Promise<Ratio[]> {
  const scene = await Scene.open();
  try {
    const folder = scene.at('many');
    await makeFiles(folder, FILES, 100, FOLDERS);
    await scene.latchkey('put', folder, '--key', scene.at('k.key.json'));
    await scene.rclone('copy', '--transfers=32', folder, 'sealed:many');
    process.stdout.write('  waits 16 minutes, so that nothing is new\n');
    await wait(REST_MS);
    const again: number[] = [];
    const ours = {
      cold: async () => {
        for (const end of ['', '-wal', '-shm']) await rm(scene.at(`home/state.sqlite${end}`), { force: true });
        const [cold, second] = await inServer(scene, 2);
        again.push(second!);
        return cold!;
      },
      restarted: async () => (await inServer(scene, 1))[0]!,
    };
    const lsf = async () => (await scene.rclone('lsf', '-R', '--files-only', 'sealed:many')).seconds;
    const seconds = await inTurns(ROUNDS, { ...ours, rclone: lsf });
    const [peer, unit] = [seconds['rclone']!, 's'];
    const row = (when: string, taken: number, atMost: number): Ratio => ({
      what: `list ${FILES} files, ${when}, against rclone lsf -R`,
      ours: taken,
      peer,
      unit,
      atMost,
    });
    return [
      row('cold', seconds['cold']!, 1.2),
      row('again', median(again), 0.1),
      row('first after a restart', seconds['restarted']!, 0.1),
    ];
  } finally {
    await scene.close();
  }
}

/** @returns seconds of each of several listings, one after the other, in a server that has just been logged in to */
async function inServer(scene: Scene, listings: number): Promise<number[]> {
  const server = await LoggedIn.start(scene);
  try {
    const taken: number[] = [];
    for (let turn = 0; turn < listings; turn += 1) {
      const { seconds, output } = await server.call('/filenames');
      if ((JSON.parse(output) as unknown[]).length !== FILES) throw new Error(`${FILES} files were expected`);
      taken.push(seconds);
    }
    return taken;
  } finally {
    await server.stop();
  }
}
