import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Twice what new objects may fill until they are looked through. Bytes. */
const ENOUGH_BYTES = 8 * 2 ** 20;

/**
 * Keeps room for new objects from growing beyond some MiB. Node may double it up to 64 MiB and more while a transfer makes garbage;
 * a server lives beside its user's own programs. Not in Electron, where these flags are set for a process when it starts.
 */
export function boundYoungGeneration(): void {
  if (process.versions['electron'] !== undefined) return;
  const observer = new PerformanceObserver(() => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (space !== undefined && space.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
