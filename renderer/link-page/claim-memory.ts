import type { LinkState } from '../../backend/contract/link-page.ts';

/** How far this browser has come with a link. */
export type ClaimPhase = 'going' | 'stopped' | 'done';

/** What is kept of a claim, so that an interrupted download can be finished: nothing of it opens a file. */
export interface KeptClaim {
  /** Base64, 32 bytes. */
  readonly token: string;
  /** Unix milliseconds by this computer's clock: until then the server gives the objects for this token. */
  readonly until: number;
  readonly phase: ClaimPhase;
  /** Which files the browser has got for its downloads, by their place in the link. */
  readonly handedOver: readonly number[];
  /** As it was before the claim: the server shows no box of a link that is used up. */
  readonly state: LinkState;
}

const PREFIX = 'latchkey-link-';

/** The claims of this browser that are still worth something, by link id. */
export class ClaimMemory {
  readonly #storage: Storage;
  readonly #now: () => number;

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  get(id: string): KeptClaim | undefined {
    const text = this.#storage.getItem(PREFIX + id);
    if (text === null) return undefined;
    try {
      const claim = JSON.parse(text) as KeptClaim;
      if (typeof claim.token === 'string' && claim.until > this.#now() && Array.isArray(claim.handedOver)) return claim;
    } catch {
      // Not ours, or half written: worth as little as an old one.
    }
    this.forget(id);
    return undefined;
  }

  /** @throws DOMException where the browser keeps no more */
  keep(id: string, claim: KeptClaim): void {
    this.#storage.setItem(PREFIX + id, JSON.stringify(claim));
  }

  forget(id: string): void {
    this.#storage.removeItem(PREFIX + id);
  }
}
