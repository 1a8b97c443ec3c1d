import { mkdir, lstat, realpath, rmdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Home } from '../state/home.ts';
import type { SealingMemory } from '../state/sealing-memory.ts';
import { TransferError } from './errors.ts';
import { reason } from './local-file.ts';
import { sweepSpools, type SpoolPlace } from './spool.ts';

/** What Latchkey makes in a folder that was chosen: readable by its owner alone, whatever the folder around it is. */
const OWN = 'latchkey-temporary';
/** Others may write there: they could put a folder of theirs in the place of ours. */
const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/** Where what only passes through lies, sealed: in the home folder, unless another disk has more room for it. */
export class TemporaryFolder {
  readonly #home: Home;
  readonly #memory: SealingMemory;
  readonly #userId: number | undefined;

  /** @param userId the user this process runs as; undefined where the system has no numbers for users, and no rights of this kind */
  constructor(home: Home, memory: SealingMemory, userId: number | undefined) {
    this.#home = home;
    this.#memory = memory;
    this.#userId = userId;
  }

  /** The folder that was chosen; undefined for the usual one. */
  async chosen(): Promise<string | undefined> {
    return (await this.#memory.get()).temporary_folder ?? undefined;
  }

  /** The folder as it is to be written to, looked at and made. @throws TransferError `unusable` */
  async place(): Promise<SpoolPlace> {
    const chosen = await this.chosen();
    const folder = chosen === undefined ? await this.#usual() : await this.#ownIn(chosen);
    return { folder, mark: await this.#memory.mark() };
  }

  #usual(): Promise<string> {
    return this.#home.temporaryFolder().catch((error: unknown) => {
      throw unusable(this.#home.usualTemporaryFolder, reason(error), error);
    });
  }

  /**
   * Uses another folder from now on, if it can be used; undefined is the usual one.
   * @param folder a whole path
   * @throws TransferError `unusable`; nothing is changed then
   */
  async choose(folder: string | undefined): Promise<void> {
    if (folder !== undefined) await this.#ownIn(folder);
    await this.#memory.keep({ temporary_folder: folder ?? null });
  }

  /** Removes what processes left that are no more, also in folders that were used before. Call before anything is put there by this one. */
  async sweep(now: Date): Promise<void> {
    const usual = await this.#home.temporaryFolder();
    const mark = await this.#memory.knownMark();
    if (mark === undefined) return;
    await sweepSpools({ folder: usual, mark }, now);
    const chosen = await this.chosen();
    const former = await this.#memory.formerFolders();
    for (const folder of new Set([...former, ...(chosen === undefined ? [] : [chosen])])) {
      // A disk that is not there today holds up nobody who starts Latchkey.
      const own = await this.#ownIn(folder).catch(() => undefined);
      if (own === undefined) continue;
      const isEmpty = await sweepSpools({ folder: own, mark }, now).catch(() => false);
      if (folder !== chosen && isEmpty) await this.#leave(folder, own);
    }
  }

  async #leave(former: string, own: string): Promise<void> {
    // Not where files of another computer are in it.
    await rmdir(own).catch(() => undefined);
    await this.#memory.forgetFormer(former);
  }

  /** The folder of ours in one that was chosen. */
  async #ownIn(chosen: string): Promise<string> {
    const refuse = (why: string, cause?: unknown): never => {
      throw unusable(chosen, why, cause);
    };
    if (!isAbsolute(chosen)) return refuse('it is no whole path');
    // Where links lead: what stands at the end of them is what is looked at.
    const real = await realpath(chosen).catch((error: unknown) => refuse(reason(error), error));
    const around = await stat(real).catch((error: unknown) => refuse(reason(error), error));
    if (!around.isDirectory()) return refuse('it is no folder');
    const hasOwners = this.#userId !== undefined;
    if (hasOwners && around.uid !== this.#userId) return refuse('it belongs to another user');
    if (hasOwners && (around.mode & WRITABLE_BY_OTHERS) !== 0) return refuse('other users can write to it');
    const own = join(real, OWN);
    try {
      await mkdir(own, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return refuse(reason(error), error);
    }
    const found = await lstat(own).catch((error: unknown) => refuse(reason(error), error));
    if (!found.isDirectory()) return refuse(`${OWN} in it is no folder`);
    if (hasOwners && (found.uid !== this.#userId || (found.mode & OPEN_TO_OTHERS) !== 0)) {
      return refuse(`other users can look into ${OWN} in it`);
    }
    return own;
  }
}

function unusable(folder: string, why: string, cause: unknown): TransferError {
  return new TransferError('unusable', `The folder for temporary files, ${folder}, cannot be used: ${why}.`, { cause });
}
