import type { OpenAccount } from '../../keys/account-record.ts';
import { Catalog } from './catalog.ts';
import { Changes } from './changes.ts';
import { Content } from './content.ts';
import { Links } from './links.ts';
import type { ListingOptions } from './listing.ts';
import { Thumbnails } from './thumbnail.ts';
import type { Vault } from './vault.ts';

/** One account's files in a vault, ready for use: what a log-in gives. */
export interface AccountVault {
  readonly vault: Vault;
  readonly accountId: string;
  readonly username: string;
  readonly catalog: Catalog;
  readonly content: Content;
  readonly changes: Changes;
  readonly thumbnails: Thumbnails;
  readonly links: Links;
}

export function accountVault(vault: Vault, account: OpenAccount, listing: ListingOptions = {}): AccountVault {
  const accountId = account.record.id;
  const { username, nameKeys } = account.keyring;
  const catalog = new Catalog(vault, { accountId, nameKeys }, listing);
  const content = new Content(vault, accountId, catalog);
  const changes = new Changes(vault, accountId, catalog);
  const thumbnails = new Thumbnails(vault, accountId);
  const links = new Links(vault, { accountId, nameKeys }, catalog, changes);
  return { vault, accountId, username, catalog, content, changes, thumbnails, links };
}
