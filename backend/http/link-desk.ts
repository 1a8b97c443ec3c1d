import type { Readable } from 'node:stream';
import { MAX_LINK_FILES, sha256 } from '../../keys/link.ts';
import type { ByteRange, ObjectInfo } from '../buckets/bucket.ts';
import type { LinkMemory } from '../state/link-memory.ts';
import type { HomeVault } from '../transfers/home-vault.ts';
import { VaultError } from '../vault/errors.ts';
import {
  claimLink,
  endOfClaim,
  findClaim,
  lookAtLink,
  openLinkObject,
  type LinkClaim,
  type LinkState,
} from '../vault/link-claims.ts';
import type { Vault } from '../vault/vault.ts';

/** Claims in memory: what they fetched makes them last longer. Beyond it the one used longest ago counts anew. */
const MAX_CLAIMS = 10_000;

/** A claim, and the sizes of the objects that were asked for under it. */
interface KnownClaim {
  readonly claim: LinkClaim;
  readonly sizes: Map<string, number>;
}

/** Serves the links of this computer's vault to whoever comes with one. Needs nobody to be logged in. */
export class LinkDesk {
  readonly #homeVault: Pick<HomeVault, 'settings' | 'vault'>;
  readonly #memory: Pick<LinkMemory, 'get' | 'claimed'>;
  readonly #claims = new Map<string, KnownClaim>();
  #open: { readonly of: string; readonly vault: Vault } | undefined;

  /** @param memory what this computer saw happen to links, also where the bucket has forgotten it */
  constructor(homeVault: Pick<HomeVault, 'settings' | 'vault'>, memory: Pick<LinkMemory, 'get' | 'claimed'>) {
    this.#homeVault = homeVault;
    this.#memory = memory;
  }

  /** @throws VaultError `link-gone`; BucketError */
  async look(id: string): Promise<LinkState & { readonly vaultId: string }> {
    const vault = await this.#vault();
    const seen = await this.#seen(vault, id);
    const found = await lookAtLink(vault, id);
    const left = Math.min(found.left, Math.max(0, found.link.downloads - seen.size));
    return { ...found, left, state: left === 0 ? 'used' : found.state, vaultId: vault.id };
  }

  /**
   * @returns which download it is, and how long it is good by what is known so far, Unix milliseconds
   * @throws VaultError `link-gone` | `wrong-proof` | `link-used` | `link-expired`; BucketError
   */
  async claim(id: string, proof: Buffer, token: Buffer): Promise<{ n: number; until: number }> {
    const [name, hash] = [nameOf(id, token), sha256(token).toString('hex')];
    const bytes = sum(this.#claims.get(name));
    const vault = await this.#vault();
    const seen = await this.#seen(vault, id);
    if (!seen.has(hash) && seen.size > 0 && seen.size >= (await lookAtLink(vault, id)).link.downloads) {
      throw new VaultError('link-used', 'This link was used as often as it may be.');
    }
    const claim = await claimLink(vault, id, { proof, token, bytes });
    await this.#memory.claimed(vault.id, id, hash);
    return { n: claim.n, until: endOfClaim(this.#keep(name, claim).claim, bytes) };
  }

  /**
   * A sealed file, or a part of it, for whoever claimed the link.
   * @returns also until when it may flow, Unix milliseconds by the bucket's clock and milliseconds from now
   * @throws VaultError `link-gone` | `no-claim` | `object-gone`; BucketError `out-of-range`
   */
  async fetch(
    id: string,
    token: Buffer,
    key: string,
    options: { readonly range?: ByteRange | undefined; readonly signal: AbortSignal },
  ): Promise<{ info: ObjectInfo; body: Readable; left: number }> {
    const vault = await this.#vault();
    const { signal } = options;
    await this.#seen(vault, id);
    if ((await vault.bucket.head(vault.layout.link(id), { signal })) === undefined) {
      throw gone();
    }
    const name = nameOf(id, token);
    const { claim, sizes } = this.#keep(name, this.#claims.get(name)?.claim ?? (await findClaim(vault, id, token)));
    const { info, body } = await openLinkObject(vault, key, options);
    if (sizes.has(key) || sizes.size < MAX_LINK_FILES) sizes.set(key, info.size);
    const left = endOfClaim(claim, sum({ sizes })) - (await vault.bucket.now()).getTime();
    if (left > 0) return { info, body, left };
    body.destroy();
    throw new VaultError('no-claim', 'The time of this download is over.');
  }

  /** Size of a sealed file; for who asked for a part behind its end. */
  async sizeOf(key: string): Promise<number> {
    const vault = await this.#vault();
    const { info, body } = await openLinkObject(vault, key, {});
    body.destroy();
    return info.size;
  }

  #keep(name: string, claim: LinkClaim): KnownClaim {
    const known = this.#claims.get(name) ?? { claim, sizes: new Map<string, number>() };
    this.#claims.delete(name);
    const [first] = this.#claims.keys();
    if (this.#claims.size >= MAX_CLAIMS && first !== undefined) this.#claims.delete(first);
    this.#claims.set(name, known);
    return known;
  }

  /** Opened once, and again where this computer's vault is another one. A computer without one has no links. */
  async #vault(): Promise<Vault> {
    try {
      const { bucket, vault: id } = await this.#homeVault.settings();
      const of = `${bucket} ${id}`;
      if (this.#open?.of !== of) this.#open = { of, vault: await this.#homeVault.vault() };
      return this.#open.vault;
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== 'no-vault') throw error;
      throw gone();
    }
  }

  /** Claims that went through this computer. @throws VaultError `link-gone` where it was withdrawn here */
  async #seen(vault: Vault, id: string): Promise<ReadonlySet<string>> {
    const { isWithdrawn, claims } = await this.#memory.get(vault.id, id);
    if (isWithdrawn) throw gone();
    return claims;
  }
}

function gone(): VaultError {
  return new VaultError('link-gone', 'There is no such link, or it was withdrawn.');
}

function sum(known: Pick<KnownClaim, 'sizes'> | undefined): number {
  let bytes = 0;
  for (const size of known?.sizes.values() ?? []) bytes += size;
  return bytes;
}

/** Tokens are not kept. */
function nameOf(id: string, token: Buffer): string {
  return `${id} ${sha256(token).toString('hex')}`;
}
