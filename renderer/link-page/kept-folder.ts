const FOLDER = 'latchkey';

/**
 * The place in the origin private file system where opened bytes are collected: no other origin sees it, and no file manager. A folder for
 * each link, removed when its claim is over.
 */
export class KeptFolder {
  readonly #root: FileSystemDirectoryHandle;

  private constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** @throws DOMException or TypeError in a window that keeps nothing */
  static async open(): Promise<KeptFolder> {
    const origin = await navigator.storage.getDirectory();
    return new KeptFolder(await origin.getDirectoryHandle(FOLDER, { create: true }));
  }

  of(id: string): Promise<FileSystemDirectoryHandle> {
    return this.#root.getDirectoryHandle(id, { create: true });
  }

  async remove(id: string): Promise<void> {
    await this.#root.removeEntry(id, { recursive: true }).catch(() => undefined);
  }

  /** Removes what earlier downloads left here, but for links that another tab works with. */
  async sweep(isNeeded: (id: string) => boolean): Promise<void> {
    for await (const id of this.#root.keys()) {
      if (isNeeded(id)) continue;
      await navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
        if (lock !== null) await this.remove(id);
      });
    }
  }
}

/** Held by the tab that works with a link. */
export const lockOf = (id: string): string => `latchkey-link-${id}`;

/** Bytes that this browser still takes in; Infinity where it does not say. */
export async function freeBytes(): Promise<number> {
  const { quota, usage = 0 }: StorageEstimate = await navigator.storage.estimate().catch(() => ({}));
  return quota === undefined ? Infinity : Math.max(0, quota - usage);
}
