import { useSyncExternalStore } from 'react';

/** Below this the details panel floats over the list. */
export const FLOATING_BELOW = 1100;
/** Below this the sidebar is a rail and the breadcrumb folds. */
export const RAIL_BELOW = 960;
/** Below this, in a browser, the key column goes. */
export const NARROW_BELOW = 720;

/** Whether the window is narrower than so many CSS px; follows zoom and resizing. */
export function useNarrowerThan(width: number): boolean {
  const query = `(width < ${width}px)`;
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
