/** Calls when patience is at its end, unless the returned function was called before. */
export type Patience = (end: () => void) => () => void;

/** Patience that lasts so many milliseconds; it keeps no process alive. */
export function patienceOf(ms: number): Patience {
  return (end) => {
    const timer = setTimeout(end, ms).unref();
    return () => clearTimeout(timer);
  };
}
