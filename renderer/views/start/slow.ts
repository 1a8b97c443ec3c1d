import { useEffect, useState } from 'react';

/** look.md: nothing is said of work that takes less than this. */
const MOMENT_MS = 400;

/** Whether work has gone on for longer than a moment. */
export function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(() => setSlow(true), MOMENT_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isBusy]);
  return isSlow && isBusy;
}
