import { dirname, join } from 'node:path';
import { BucketError } from './errors.ts';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import { syncFolder } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';

/** Where objects are written before they are whole. No key's file name begins with a dot, so no listing shows it. It is never removed. */
export const STAGE = '.latchkey-tmp';

/** The folder that a bucket lives in. */
export class FolderRoot {
  readonly path: string;
  readonly #system: FolderSystem;
  readonly #create: boolean;
  #seen = false;
  #isMarked = false;

  constructor(system: FolderSystem, path: string, create: boolean) {
    this.#system = system;
    this.path = path;
    this.#create = create;
  }

  /** Whether the stage was seen in it. */
  get isMarked(): boolean {
    return this.#isMarked;
  }

  /**
   * Whether the folder is there. False only where it may be made and this bucket has never seen it: a folder that
   * should be there and is not (a stick pulled out, a disk not mounted) must not look like an empty bucket. Nor must an
   * empty one in its place: an unmounted disk leaves its mount point, and what is written there is hidden once it is back.
   * @throws BucketError `unreachable`
   */
  async present(): Promise<boolean> {
    try {
      const stats = await this.#system.stat(this.path);
      if (!stats.isDirectory()) throw new BucketError('unreachable', `${this.path} is not a folder.`);
      this.#seen = true;
      // Asked before the look: meanwhile another call may make the first stage, which this one does not see.
      const wasMarked = this.#isMarked;
      const isMarked = await this.#isFolder(join(this.path, STAGE));
      if (wasMarked && !isMarked) throw this.exchanged();
      if (isMarked) this.mark();
      return true;
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) throw folderFailure(error);
      if (errnoOf(error) === 'ENOENT' && this.#create && !this.#seen) return false;
      throw new BucketError('unreachable', `The folder ${this.path} is not there.`, { cause: error });
    }
  }

  /** The stage is there: from now on this is a folder that has it. */
  mark(): void {
    this.#isMarked = true;
  }

  exchanged(): BucketError {
    return new BucketError('unreachable', `What lay in ${this.path} is not there any more. Is its disk mounted?`);
  }

  /** Makes the folder where that is allowed. @throws BucketError `unreachable` | `refused` */
  async make(): Promise<void> {
    if (await this.present()) return;
    await answered(this.#system.mkdir(this.path, { recursive: true, mode: 0o700 }));
    await answered(syncFolder(this.#system, dirname(this.path)));
    await this.present();
  }

  /**
   * Where the object of these names lies, or undefined where a folder on the way is missing. A symbolic link on the
   * way counts as missing, so that nobody's key leads out of the root. Somebody who can write into the folder can
   * still swap a folder for a link between this look and the use of the path: Node has no openat. The root itself may
   * be a link.
   */
  async find(names: readonly string[]): Promise<string | undefined> {
    if (!(await this.present())) return undefined;
    const folders = names.slice(0, -1).map((_, index) => join(this.path, ...names.slice(0, index + 1)));
    const real = await Promise.all(folders.map((folder) => this.#isFolder(folder)));
    return real.includes(false) ? undefined : join(this.path, ...names);
  }

  async #isFolder(path: string): Promise<boolean> {
    return (await ifThere(this.#system.lstat(path)))?.isDirectory() === true;
  }
}
