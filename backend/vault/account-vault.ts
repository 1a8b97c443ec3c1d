import type { OpenAccount } from '../../keys/account-record.ts';
import { Catalog } from './catalog.ts';
import { Changes } from './changes.ts';
import { Content } from './content.ts';
import { Diary } from './diary.ts';
import { GivenShares } from './given-shares.ts';
import { Links } from './links.ts';
import type { ListingOptions } from './listing.ts';
import { OwnAccount, type RevisionSeen } from './own-account.ts';
import type { OwnKeys } from './own-keys.ts';
import { People } from './people.ts';
import { ReceivedShares } from './received-shares.ts';
import { Thumbnails } from './thumbnail.ts';
import type { Vault } from './vault.ts';

/** One account's files in a vault, ready for use: what a log-in gives, or a token for scripts. */
export interface AccountVault<Own extends OwnKeys = OwnKeys> {
  readonly vault: Vault;
  readonly accountId: string;
  readonly username: string;
  readonly own: Own;
  readonly people: People;
  readonly catalog: Catalog;
  readonly content: Content;
  readonly changes: Changes;
  readonly thumbnails: Thumbnails;
  readonly diary: Diary;
  readonly given: GivenShares;
  readonly received: ReceivedShares;
  readonly links: Links;
}

/** @param seen told of each newer revision of the account's record */
export function accountVault(
  vault: Vault,
  account: OpenAccount,
  listing: ListingOptions = {},
  seen?: RevisionSeen,
): AccountVault<OwnAccount> {
  return vaultOf(vault, new OwnAccount(vault, account, seen), listing);
}

/** The same with whichever keys are held of the account. */
export function vaultOf<Own extends OwnKeys>(vault: Vault, own: Own, listing: ListingOptions): AccountVault<Own> {
  const accountId = own.id;
  const { username, nameKeys } = own.keyring;
  const people = new People(vault, own);
  const catalog = new Catalog(vault, { accountId, nameKeys }, listing);
  const content = new Content(vault, accountId, catalog);
  const changes = new Changes(vault, accountId, catalog);
  const thumbnails = new Thumbnails(vault, accountId);
  const diary = new Diary(nameKeys);
  const given = new GivenShares({ vault, own, people, catalog, content, changes });
  const received = new ReceivedShares(vault, own, people);
  const links = new Links(vault, { accountId, nameKeys, username }, catalog, content, changes);
  const files = { catalog, content, changes, thumbnails };
  return { vault, accountId, username, own, people, ...files, given, received, links, diary };
}
