import type { KeyFile } from '../../keys/key-file.ts';
import { RangeOpener } from '../../keys/range-opener.ts';
import { BucketError } from '../buckets/errors.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { ContentRanges } from '../vault/content-ranges.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { Engine } from './engine.ts';
import { again } from './interruption.ts';
import { inParallel } from './parallel.ts';
import { LEAST_PART_BYTES } from './part-plan.ts';
import type { TransferOptions } from './progress.ts';
import { fill } from './range-download.ts';

/** Runs of one file on their way at once; all files together have {@link Engine.parts}. */
const RUNS_OF_A_FILE = 4;

/**
 * Reads the whole of a file and checks every segment of it; the content goes nowhere. Of a large file runs of segments are fetched side by
 * side and opened by threads.
 * @throws SealError; VaultError `vanished`; BucketError; the signal's reason
 */
export async function checkContent(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  file: CatalogFile,
  options: TransferOptions = {},
): Promise<void> {
  const { signal, onBytes } = options;
  const isLarge = file.record.size > LEAST_PART_BYTES;
  const ranges = isLarge ? await again(signal, () => vault.content.ranges(file, keyFile, { signal })) : undefined;
  let told = 0;
  const tell = (bytes: number) => {
    told += bytes;
    onBytes?.(bytes);
  };
  try {
    if (ranges !== undefined) return await checkRuns(engine, ranges, { signal, onBytes: tell });
  } catch (error) {
    // It went, or became shorter, meanwhile: reading it from its beginning tells which.
    const isLess = error instanceof BucketError && (error.code === 'not-found' || error.code === 'out-of-range');
    if (!isLess) throw error;
  }
  let passed = -told;
  for await (const chunk of vault.content.open(file, keyFile, { signal }) as AsyncIterable<Buffer>) {
    const before = Math.max(0, passed);
    passed += chunk.length;
    if (passed > before) onBytes?.(passed - before);
  }
}

async function checkRuns(engine: Engine, ranges: ContentRanges, { signal, onBytes }: TransferOptions): Promise<void> {
  const opener = new RangeOpener(ranges.file);
  const count = Math.max(1, Math.floor(LEAST_PART_BYTES / opener.segmentBytes));
  let next = 0;
  await inParallel(RUNS_OF_A_FILE, signal, async (both) => {
    const first = next;
    next += count;
    if (first >= opener.segments) return false;
    const free = await engine.parts.take(ranges, both);
    try {
      const stretch = opener.storedOf(first, count);
      const length = stretch.end - stretch.start;
      const stored = engine.memory.take(length);
      await again(both, async () => fill(Buffer.from(stored, 0, length), await ranges.get(stretch, { signal: both })));
      const { bytes, plainBytes } = await engine.pool.open({ file: ranges.file, first, stored, length }, both);
      engine.memory.give(bytes);
      onBytes?.(plainBytes);
    } finally {
      free();
    }
    return true;
  });
}
