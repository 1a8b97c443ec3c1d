import { inTurns, median, type Ratio } from './measure.ts';
import { makeFiles, Scene } from './scene.ts';
import { LoggedIn } from './server.ts';
import { rm } from 'node:fs/promises';

const FILES = 20_000;
const FOLDERS = 100;
const ROUNDS = 3;

/** Listing 20,000 files in a server that is logged in, without and with what this computer remembers, beside `rclone lsf -R`. */
export async function listing(): Promise<Ratio[]> {
  const scene = await Scene.open();
  try {
    const folder = scene.at('many');
    await makeFiles(folder, FILES, 100, FOLDERS);
    await scene.latchkey('put', folder, '--key', scene.at('k.key.json'));
    await scene.rclone('copy', '--transfers=32', folder, 'sealed:many');
    const list = async (forget: boolean) => {
      if (forget)
        for (const end of ['', '-wal', '-shm']) await rm(scene.at(`home/state.sqlite${end}`), { force: true });
      const server = await LoggedIn.start(scene);
      try {
        const { seconds, output } = await server.call('/filenames');
        if ((JSON.parse(output) as unknown[]).length !== FILES) throw new Error(`${FILES} files were expected`);
        return seconds;
      } finally {
        await server.stop();
      }
    };
    const lsf = async () => (await scene.rclone('lsf', '-R', '--files-only', 'sealed:many')).seconds;
    const cold = await inTurns(ROUNDS, { latchkey: () => list(true), rclone: lsf });
    const warm = [];
    for (let round = 0; round < ROUNDS; round += 1) warm.push(await list(false));
    const [peer, unit] = [cold['rclone']!, 's'];
    return [
      { what: `list ${FILES} files, cold, against rclone lsf -R`, ours: cold['latchkey']!, peer, unit, atMost: 1.2 },
      { what: `list ${FILES} files, again, against rclone lsf -R`, ours: median(warm), peer, unit, atMost: 0.1 },
    ];
  } finally {
    await scene.close();
  }
}
