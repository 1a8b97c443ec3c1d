import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { bytesToRead, shareFiles } from '../transfers/share-files.ts';
import type { SharedFile } from '../vault/given-shares.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Person } from '../vault/people.ts';
import type { OpenKeys } from './open-keys.ts';
import type { TransferLog } from './transfer-run.ts';

export interface ShareJobDeps {
  readonly vault: AccountVault;
  /** Which key it was begun with. The key itself is taken out of the open ones each time the job goes on. */
  readonly key: Pick<KeyFile, 'id' | 'name'>;
  readonly keys: Pick<OpenKeys, 'get'>;
  readonly to: Person;
  readonly files: readonly SharedFile[];
}

/** Files on their way to somebody, as a transfer: where the bucket did not answer it goes on with what is left. */
export class ShareJob {
  readonly #deps: ShareJobDeps;
  /** What is left, and how many bytes were to be read for it when the job began. */
  readonly #left: Map<SharedFile, number>;
  readonly #bytes: number;

  constructor(deps: ShareJobDeps) {
    this.#deps = deps;
    this.#left = new Map(deps.files.map((shared) => [shared, bytesToRead(shared)]));
    this.#bytes = this.#bytesLeft;
  }

  /** The transfer's work. @throws TransferError `no-key` where the key was closed since; as `shareFiles` does */
  async run(log: TransferLog): Promise<void> {
    const { vault, keys, to, files, key: begun } = this.#deps;
    log.know(new Map([[begun.id, begun.name]]));
    log.total(files.length, this.#bytes);
    log.goOn(files.length - this.#left.size, this.#bytes - this.#bytesLeft);
    const key = keys.get(begun.id);
    if (key === undefined) throw new TransferError('no-key', `The key "${begun.name}" is not open any more.`);
    const begin = (shared: SharedFile) => {
      const file = log.begin(shared.file.record.path, this.#left.get(shared) ?? 0);
      return { ...file, finish: () => (this.#left.delete(shared), file.finish()) };
    };
    try {
      await shareFiles(vault, key, [...this.#left.keys()], to, { signal: log.signal, begin });
    } finally {
      wipeKeyFile(key);
    }
  }

  get #bytesLeft(): number {
    return [...this.#left.values()].reduce((sum, bytes) => sum + bytes, 0);
  }
}
