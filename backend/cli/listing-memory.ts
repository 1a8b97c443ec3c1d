import { openState } from '../state/database.ts';
import { NameCache, type ListingOf } from '../state/name-cache.ts';
import type { CatalogMemory } from '../vault/catalog-memory.ts';
import type { Terminal } from './terminal.ts';

/** What this computer remembers of listings. Opened for each use: a command that takes long holds up nobody else's. */
export function listingMemory(terminal: Terminal, of: ListingOf): CatalogMemory {
  const within = async <T>(act: (cache: NameCache) => Promise<T>): Promise<T> => {
    const state = await openState(terminal.home);
    try {
      return await act(new NameCache(state, of));
    } finally {
      await state.destroy();
    }
  };
  return {
    load: (see) => within((cache) => cache.load(see)),
    save: (times, files) => within((cache) => cache.save(times, files)),
  };
}
