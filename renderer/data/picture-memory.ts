/** Of pictures and what each takes beside; some thousand thumbnails. */
const MAX_BYTES = 32 * 2 ** 20;
const BESIDE_BYTES = 1024;

interface KeptPicture {
  /** Id of the key that opened it. */
  readonly key: string;
  readonly picture: Blob;
}

/** Thumbnails that were shown a moment ago: whoever scrolls back asks neither the server nor the bucket for them. The one shown last stays longest. */
export class PictureMemory {
  readonly #pictures = new Map<string, KeptPicture>();
  #bytes = 0;

  /** @param id of its file */
  get(id: string): Blob | undefined {
    const kept = this.#pictures.get(id);
    if (kept === undefined) return undefined;
    this.#pictures.delete(id);
    this.#pictures.set(id, kept);
    return kept.picture;
  }

  keep(id: string, kept: KeptPicture): void {
    this.#drop(id);
    this.#pictures.set(id, kept);
    this.#bytes += kept.picture.size + BESIDE_BYTES;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#drop(oldest);
    }
  }

  /** Forgets what a key opened; left out, all of them. */
  forget(key?: string): void {
    for (const [id, kept] of this.#pictures) if (key === undefined || kept.key === key) this.#drop(id);
  }

  #drop(id: string): void {
    const kept = this.#pictures.get(id);
    if (kept === undefined) return;
    this.#bytes -= kept.picture.size + BESIDE_BYTES;
    this.#pictures.delete(id);
  }
}
