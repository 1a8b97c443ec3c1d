import type { AddressList } from '../contract/transfers.ts';
import { TransferError } from '../transfers/errors.ts';
import { tooLate, type DownloadStream, type OfferedFile } from './download-stream.ts';
import { mayUse, type Session } from './session-store.ts';
import { MAX_ADDRESSES, SingleUse } from './single-use.ts';
import type { TransferDesk } from './transfer-desk.ts';

/** Addresses from which a browser saves files, each once; the files of one download are one transfer. */
export class StreamOffers {
  readonly #desk: TransferDesk;
  readonly #offers = new SingleUse<{
    readonly stream: DownloadStream;
    readonly index: number;
    readonly by: Session;
  }>();

  constructor(desk: TransferDesk) {
    this.#desk = desk;
  }

  /** @param over called when nothing is given out any more @throws TransferError `too-large` */
  begin(
    by: Session,
    name: string,
    stream: DownloadStream,
    files: readonly OfferedFile[],
    over: () => void = () => undefined,
  ): AddressList {
    if (files.length > MAX_ADDRESSES) {
      over();
      throw new TransferError('too-large', `At most ${MAX_ADDRESSES} files can be saved at once.`);
    }
    const names = files.map((_, index) => this.#offers.offer({ stream, index, by }));
    const transfer = { kind: 'download', name, place: '' } as const;
    const view = this.#desk.start(
      by.vault.accountId,
      transfer,
      by.ended,
      async (log) => {
        await stream.run(log).finally(() => names.forEach((one) => this.#offers.take(one)));
      },
      { noted: ({ ended }) => ended !== null && over() },
    );
    const addresses = files.map(({ path, size }, index) => ({ path, size, address: `/api/streams/${names[index]}` }));
    return { transfer: view.id, addresses };
  }

  /**
   * @param session who asks, where a log-in or token is known: what was offered to another account, or not by that token, is not for it
   * @throws HttpError `no-such-route` where it was given out, or it is too late; what opening the file throws
   */
  open(name: string, session: Session | undefined, gone: AbortSignal): ReturnType<DownloadStream['open']> {
    const offer = this.#offers.take(name);
    if (offer === undefined || (session !== undefined && !mayUse(session, offer.by))) throw tooLate();
    return offer.stream.open(offer.index, gone);
  }
}
