import type { Cancellable } from '../buckets/bucket.ts';

export interface TransferOptions extends Cancellable {
  /** Told of each piece as it passes: its length in bytes. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** The same bytes, told of as they pass. */
export async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    yield chunk;
    onBytes?.(chunk.length);
  }
}
