import { parseLinkSecret } from '../../keys/web/link.ts';
import type { Bytes } from '../../keys/web/bytes.ts';

export interface LinkAddress {
  /** 32 hex digits. */
  readonly id: string;
  /** 32 bytes; undefined where the part behind the "#" is missing or cut. */
  readonly secret: Bytes | undefined;
}

/** What an address says; undefined where it is none of a link. */
export function readAddress({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): LinkAddress | undefined {
  const id = /^\/d\/([0-9a-f]{32})\/?$/.exec(pathname)?.[1];
  return id === undefined ? undefined : { id, secret: parseLinkSecret(hash.slice(1)) };
}

/**
 * Takes the secret out of the address bar, for an address that opens nothing any more. Before, it has to stay: a page that is loaded
 * again could not go on without it, and the browser's history has the address anyway.
 */
export function dropSecret(): void {
  history.replaceState(null, '', location.pathname);
}
