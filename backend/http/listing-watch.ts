import type { Catalog } from '../vault/catalog.ts';

/** What another computer does shows after at most this long, and the time of a listing. */
const LOOK_MS = 5_000;

interface Watched {
  watchers: number;
  timer: NodeJS.Timeout | undefined;
}

/** Looks at the bucket again and again while somebody shows what is in it. The catalog tells what it finds. */
export class ListingWatch {
  readonly #watched = new Map<Catalog, Watched>();

  /** @returns to be called when nobody looks any more */
  begin(catalog: Catalog): () => void {
    let watched = this.#watched.get(catalog);
    if (watched === undefined) {
      this.#watched.set(catalog, (watched = { watchers: 0, timer: undefined }));
      lookLater(catalog, watched);
    }
    watched.watchers += 1;
    return () => {
      if (--watched.watchers > 0) return;
      clearTimeout(watched.timer);
      this.#watched.delete(catalog);
    };
  }
}

/** One look after the other: a bucket that is slow to answer is not asked twice at once. */
function lookLater(catalog: Catalog, watched: Watched): void {
  const look = async () => {
    await catalog.refresh().catch(() => undefined);
    if (watched.watchers > 0) lookLater(catalog, watched);
  };
  watched.timer = setTimeout(() => void look(), LOOK_MS).unref();
}
