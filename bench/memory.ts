import { rm } from 'node:fs/promises';
import type { Ratio } from './measure.ts';
import { makeFile, Scene } from './scene.ts';
import { LoggedIn } from './server.ts';

const [SMALL, LARGE] = [256, 4096];

/** Highest memory of the backend, counted after log-in, while a file goes up and comes down: it must not grow with the file. */
export async function memory(): Promise<Ratio[]> {
  const peaks: number[] = [];
  for (const mebibytes of [SMALL, LARGE]) {
    const scene = await Scene.open();
    try {
      await makeFile(scene.at('big.bin'), mebibytes);
      const server = await LoggedIn.start(scene);
      try {
        server.resetPeak();
        await server.call('/upload', { filepath: scene.at('big.bin'), keypath: scene.at('k.key.json') });
        await rm(scene.at('big.bin'));
        await server.call('/download', {
          filename: 'big.bin',
          location: scene.folder,
          keypath: scene.at('k.key.json'),
        });
        peaks.push(server.peak);
      } finally {
        await server.stop();
      }
    } finally {
      await scene.close();
    }
  }
  const [small, large] = peaks as [number, number];
  const unit = 'MiB';
  return [
    { what: `peak memory with ${LARGE} MiB, against 256 MiB allowed`, ours: large, peer: 256, unit, atMost: 1 },
    {
      what: `growth from ${SMALL} to ${LARGE} MiB, against 32 MiB allowed`,
      ours: Math.max(0, large - small),
      peer: 32,
      unit,
      atMost: 1,
    },
  ];
}
