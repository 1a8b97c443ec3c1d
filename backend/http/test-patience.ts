import type { Patience } from './patience.ts';

/** For tests: patience that ends when a test says so; `state.end` is there while somebody waits. */
export function manualPatience() {
  const state: { end: (() => void) | undefined } = { end: undefined };
  const patience: Patience = (end) => {
    state.end = end;
    return () => void (state.end = undefined);
  };
  return { patience, state };
}
