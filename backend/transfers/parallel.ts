/**
 * Repeats a step, so many at once, until one says that nothing is left. The first failure stops the others, and nothing runs on when the
 * promise settles: memory and files that the steps use can be given back.
 * @param step gets a signal that also ends with the first failure; resolves to false once nothing is left
 * @throws the first failure, or the signal's reason
 */
export async function inParallel(
  count: number,
  signal: AbortSignal | undefined,
  step: (signal: AbortSignal) => Promise<boolean>,
): Promise<void> {
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  let first: { readonly error: unknown } | undefined;
  const work = async () => {
    try {
      do both.throwIfAborted();
      while (await step(both));
    } catch (error) {
      first ??= { error };
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  // An abort from outside shows in the work as anything.
  signal?.throwIfAborted();
  if (first !== undefined) throw first.error;
}
