/** So long a backend may outlive its shell. */
const LOOK_MS = 2000;

/**
 * Calls once the process with this id is gone, however it went. Chromium promises to end a utility process with its parent; that nobody is
 * left with an unlocked vault must not hang on it alone.
 * @param id of a process of this user
 */
export function onceGone(id: number, act: () => void): void {
  // A sandbox that numbers its processes itself would show none: then nobody can tell.
  if (!isThere(id)) return;
  const timer = setInterval(() => {
    if (isThere(id)) return;
    clearInterval(timer);
    act();
  }, LOOK_MS);
  timer.unref();
}

/** Signal 0 is sent to nobody. What may not be asked is another user's: the id was given away again. */
function isThere(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
