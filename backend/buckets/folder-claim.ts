import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import type { FolderSystem } from './folder-system.ts';
import { unlessAborted } from './object-body.ts';

/** A claim is held for a look and a rename. One this old was left by a process that died, and is broken. */
export const CLAIM_STALE_MS = 30_000;

const POLL_MS = 20;

/**
 * The right to create one key's object, for file systems without hard links: a folder named by SHA-256 of the key,
 * made by one mkdir, with a file in it whose random name is its owner's.
 *
 * Whoever finds its own file alone in the folder owns the claim. A stale claim is broken by removing the very file that
 * was seen in it, then the folder if empty: a claim taken meanwhile has another file and survives. What remains: an
 * owner that sleeps for CLAIM_STALE_MS between its last look ({@link isHeld}) and its rename can replace the object of
 * the next owner. Hard links have no such gap. A put without `ifAbsent` asks for no claim: mixed with conditional ones
 * of the same key at the same moment, it can be replaced by the one that wins.
 */
export class FolderClaim {
  readonly #system: FolderSystem;
  readonly #folder: string;
  readonly #owner: string;

  constructor(system: FolderSystem, stage: string, key: string) {
    this.#system = system;
    this.#folder = join(stage, `${createHash('sha256').update(key).digest('hex')}.claim`);
    this.#owner = join(this.#folder, randomBytes(16).toString('hex'));
  }

  /**
   * Takes the claim if it is free.
   * @param time of the file system's own clock, against which a claim's age counts; Unix ms
   * @returns false where somebody else holds it: look again after {@link wait}
   */
  async take(time: number): Promise<boolean> {
    try {
      await this.#system.mkdir(this.#folder, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw folderFailure(error);
      await this.#breakStale(time);
      return false;
    }
    if (!(await this.#sign())) return false;
    const owners = await ifThere(this.#system.readdir(this.#folder));
    if (owners?.length === 1 && this.#owner.endsWith(String(owners[0]))) return true;
    await this.release();
    return false;
  }

  /** Whether nobody has broken the claim since it was taken. */
  async isHeld(): Promise<boolean> {
    return (await ifThere(this.#system.lstat(this.#owner))) !== undefined;
  }

  /** Gives the claim back; what cannot be removed goes stale. */
  async release(): Promise<void> {
    await this.#system.unlink(this.#owner).catch(() => undefined);
    await this.#system.rmdir(this.#folder).catch(() => undefined);
  }

  /** @throws the signal's reason */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    await unlessAborted(pause(POLL_MS), signal);
  }

  /** False where a breaker removed the still empty folder first. */
  async #sign(): Promise<boolean> {
    const opened = await ifThere(this.#system.open(this.#owner, 'wx', 0o600));
    if (opened === undefined) return false;
    await answered(opened.close());
    return true;
  }

  async #breakStale(time: number): Promise<void> {
    const stats = await ifThere(this.#system.lstat(this.#folder));
    if (stats === undefined || time - stats.mtimeMs < CLAIM_STALE_MS) return;
    for (const name of (await ifThere(this.#system.readdir(this.#folder))) ?? []) {
      await ifThere(this.#system.unlink(join(this.#folder, name)));
    }
    await this.#system.rmdir(this.#folder).catch(() => undefined);
  }
}
