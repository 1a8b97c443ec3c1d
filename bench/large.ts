import { rm } from 'node:fs/promises';
import { inTurns, type Ratio } from './measure.ts';
import { digest, makeFile, Scene } from './scene.ts';

const MEBIBYTES = 1024;
const ROUNDS = 3;

/** One file of 1 GiB up and down, each command from its start to its end, beside rclone's sealed and plain copies. */
export async function large(): Promise<Ratio[]> {
  const scene = await Scene.open();
  try {
    const [file, key] = [scene.at('big.bin'), scene.at('k.key.json')];
    await makeFile(file, MEBIBYTES);
    const whole = await digest(file);
    const plain = `plain:${scene.bucket}/plain/big.bin`;
    const up = await inTurns(ROUNDS, {
      latchkey: async () => {
        await scene.latchkey('rm', 'big.bin', '--forever').catch(() => undefined);
        scene.freeMemory();
        return (await scene.latchkey('put', file, '--key', key)).seconds;
      },
      'rclone crypt': async () => (await scene.rclone('copyto', file, 'sealed:big.bin', '--ignore-times')).seconds,
      'rclone plain': async () => (await scene.rclone('copyto', file, plain, '--ignore-times')).seconds,
    });
    const check = async (path: string) => {
      if ((await digest(path)) !== whole) throw new Error(`${path} is not what went in`);
      await rm(path);
    };
    const down = await inTurns(ROUNDS, {
      latchkey: async () => {
        const { seconds } = await scene.latchkey('get', 'big.bin', '--key', key, '--to', scene.at('out'));
        await check(scene.at('out/big.bin'));
        return seconds;
      },
      'rclone crypt': async () => {
        const { seconds } = await scene.rclone('copyto', 'sealed:big.bin', scene.at('back.bin'));
        await check(scene.at('back.bin'));
        return seconds;
      },
    });
    const line = (what: string, ours: number, peer: number, atMost: number) => ({
      what,
      ours,
      peer,
      unit: 's',
      atMost,
    });
    return [
      line('upload 1 GiB, against rclone crypt', up['latchkey']!, up['rclone crypt']!, 0.5),
      line('upload 1 GiB, against plain rclone', up['latchkey']!, up['rclone plain']!, 1.1),
      line('download 1 GiB, against rclone crypt', down['latchkey']!, down['rclone crypt']!, 0.9),
    ];
  } finally {
    await scene.close();
  }
}
