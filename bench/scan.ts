import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scanner } from '../backend/scan/scanner.ts';
import { scanPaths } from '../backend/transfers/scan-paths.ts';
import { median, type Ratio } from './measure.ts';

const FILES = 10_000;
const FOLDERS = 100;
const SECONDS = 20;
const ROUNDS = 3;
const GIB = 2 ** 30;

/** 10,000 texts of 1 to 8 KiB and a film of 10 GiB, of which the beginning is read. */
export async function scan(): Promise<Ratio[]> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-scan-'));
  const scanner = new Scanner();
  try {
    const words = 'The house stands where the road ends, and the key hangs beside the door.\n';
    for (let index = 0; index < FILES; index += 1) {
      const place = join(folder, `folder ${index % FOLDERS}`);
      if (index < FOLDERS) await mkdir(place);
      await writeFile(join(place, `${index}.txt`), words.repeat(14 * (1 + (index % 8))));
    }
    await writeFile(join(folder, 'film.mp4'), Buffer.from([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70]));
    await truncate(join(folder, 'film.mp4'), 10 * GIB);
    const speeds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      let looked = 0;
      for await (const { skipped } of scanPaths(scanner, [folder])) if (skipped === undefined) looked += 1;
      if (looked !== FILES + 1) throw new Error(`${looked} files were looked at`);
      speeds.push((looked / (performance.now() - began)) * 1000);
      process.stderr.write(`  scan ${speeds.at(-1)?.toFixed(0)} files/s\n`);
    }
    const what = `look at ${FILES} texts and a film of 10 GiB, against ${SECONDS} s`;
    return [{ what, ours: median(speeds), peer: FILES / SECONDS, unit: 'files/s', atLeast: 1 }];
  } finally {
    await scanner.close();
    await rm(folder, { recursive: true, force: true });
  }
}
