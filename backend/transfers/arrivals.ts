import type { VaultPath } from '../vault/path.ts';
import { TransferError } from './errors.ts';

/** Where the files of one transfer arrive, so that the second of two that arrive at one path is no new version of the first. */
export class Arrivals {
  readonly #paths = new Set<VaultPath>();

  /**
   * Two names of this computer can be one in the vault: composed and decomposed letters, or one name out of two folders.
   * @param name what the file is called here
   * @throws TransferError `exists` where another file of this transfer arrives there
   */
  add(path: VaultPath, name: string): void {
    if (this.#paths.has(path)) {
      throw new TransferError(
        'exists',
        `${name} would arrive as ${path}, as another file sent with it did. Rename one of them.`,
      );
    }
    this.#paths.add(path);
  }
}
