import { HttpError } from './http-error.ts';

/** Bodies of one account on their way in at once: a window sends a few, many devices a few each. */
export const MAX_OF_ACCOUNT = 24;
/** Of all accounts: each holds a few parts of 8 MiB at most. */
export const MAX_AT_ONCE = 128;
/** What waits on the server's disk, sealed, until its size is known (docs/decisions/0003), of all requests together. Bytes. */
export const MAX_WAITING_BYTES = 16 * 2 ** 30;
/** Worth another try after this long. Seconds. */
const RETRY_S = 2;

/** What other computers send is bounded, so that one account leaves room for the others, and all of them for this computer. */
export class Intake {
  readonly #accounts = new Map<string, number>();
  #all = 0;
  #waiting = 0;

  /** @returns to be called when the body is over @throws HttpError `rate-limited` */
  begin(accountId: string): () => void {
    const own = this.#accounts.get(accountId) ?? 0;
    if (own >= MAX_OF_ACCOUNT || this.#all >= MAX_AT_ONCE)
      throw new HttpError('rate-limited', 'Too many files are on their way just now. Send fewer at once.', RETRY_S);
    this.#accounts.set(accountId, own + 1);
    this.#all += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#all -= 1;
      const left = (this.#accounts.get(accountId) ?? 1) - 1;
      if (left > 0) this.#accounts.set(accountId, left);
      else this.#accounts.delete(accountId);
    };
  }

  /**
   * Counts what goes to the disk to wait there; `free` gives the room back. @throws HttpError `rate-limited` where there is none left
   * @param most room for all of them; lowered by tests alone
   */
  waiting(bytes: AsyncIterable<Buffer>, most = MAX_WAITING_BYTES): { bytes: AsyncIterable<Buffer>; free: () => void } {
    let own = 0;
    const count = (more: number) => {
      own += more;
      this.#waiting += more;
    };
    const counted = async function* (isFull: () => boolean) {
      for await (const chunk of bytes) {
        count(chunk.length);
        if (isFull())
          throw new HttpError(
            'rate-limited',
            'The server has no room for more uploads just now. Try again later.',
            RETRY_S,
          );
        yield chunk;
      }
    };
    return {
      bytes: counted(() => this.#waiting > most),
      free: () => {
        this.#waiting -= own;
        own = 0;
      },
    };
  }
}
