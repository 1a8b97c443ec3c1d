import { rm } from 'node:fs/promises';
import { inTurns, type Ratio } from './measure.ts';
import { digest, makeFiles, Scene } from './scene.ts';

const FILES = 3000;
const BYTES = 4096;
const FOLDERS = 30;
const ROUNDS = 3;

/** Many small files up and down, beside rclone's sealed copy with 16 transfers. */
export async function small(): Promise<Ratio[]> {
  const scene = await Scene.open();
  try {
    const [folder, key] = [scene.at('small'), scene.at('k.key.json')];
    await makeFiles(folder, FILES, BYTES, FOLDERS);
    const whole = await digest(folder);
    let round = 0;
    const up = await inTurns(ROUNDS, {
      latchkey: async () => (await scene.latchkey('put', folder, '--key', key, '--to', `round ${++round}`)).seconds,
      'rclone crypt': async () =>
        (await scene.rclone('copy', '--transfers=16', folder, `sealed:small ${round}`)).seconds,
    });
    const check = async (path: string) => {
      if ((await digest(path)) !== whole) throw new Error(`${path} is not what went in`);
      await rm(path, { recursive: true });
    };
    const down = await inTurns(ROUNDS, {
      latchkey: async () => {
        const { seconds } = await scene.latchkey('get', 'round 1/small', '--key', key, '--to', scene.at('out'));
        await check(scene.at('out/small'));
        return seconds;
      },
      'rclone crypt': async () => {
        const { seconds } = await scene.rclone('copy', '--transfers=16', 'sealed:small 1', scene.at('back'));
        await check(scene.at('back'));
        return seconds;
      },
    });
    const what = `${FILES} files of 4 KiB in ${FOLDERS} folders`;
    const [peerUp, peerDown] = [up['rclone crypt']!, down['rclone crypt']!];
    return [
      { what: `${what}, up`, ours: up['latchkey']!, peer: peerUp, unit: 's', atMost: 0.9 },
      { what: `${what}, down`, ours: down['latchkey']!, peer: peerDown, unit: 's', atMost: 0.6 },
    ];
  } finally {
    await scene.close();
  }
}
