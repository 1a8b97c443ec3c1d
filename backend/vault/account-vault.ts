import type { OpenAccount } from '../../keys/account-record.ts';
import { Catalog } from './catalog.ts';
import { Changes } from './changes.ts';
import { Content } from './content.ts';
import { Diary } from './diary.ts';
import { GivenShares } from './given-shares.ts';
import { Links } from './links.ts';
import type { ListingOptions } from './listing.ts';
import { NameRotation } from './name-rotation.ts';
import { OwnAccount, type RevisionSeen } from './own-account.ts';
import type { OwnKeys } from './own-keys.ts';
import { People } from './people.ts';
import { SharedNameKeys } from './shared-name-keys.ts';
import { ReceivedShares } from './received-shares.ts';
import { Thumbnails } from './thumbnail.ts';
import type { Vault } from './vault.ts';

/** One account's files in a vault, ready for use: what a log-in gives, or a token for scripts. */
export interface AccountVault<Own extends OwnKeys = OwnKeys> {
  readonly vault: Vault;
  readonly accountId: string;
  readonly username: string;
  /** What its names are opened with. */
  readonly nameKeys: SharedNameKeys;
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
  readonly rotation: NameRotation;
}

/** @param seen told of each newer revision of the account's record */
export function accountVault(
  vault: Vault,
  account: OpenAccount,
  listing: ListingOptions = {},
  seen?: RevisionSeen,
): AccountVault<OwnAccount> {
  const own = new OwnAccount(vault, account, seen);
  return withKeys(accountFiles(vault, own, listing), own);
}

/** What is known of an account's files. It needs the name keys alone, so all who have the same ones can share it. */
export type AccountFiles = Pick<
  AccountVault,
  'vault' | 'accountId' | 'username' | 'nameKeys' | 'catalog' | 'content' | 'changes' | 'thumbnails' | 'links' | 'diary'
>;

/** @param own whose name keys open the names */
export function accountFiles(vault: Vault, own: OwnKeys, listing: ListingOptions = {}): AccountFiles {
  const { id: accountId, keyring } = own;
  const { username } = keyring;
  const nameKeys = new SharedNameKeys();
  nameKeys.join(own);
  const catalog = new Catalog(vault, { accountId, nameKeys }, listing);
  const content = new Content(vault, accountId, catalog);
  const changes = new Changes(vault, accountId, catalog);
  const thumbnails = new Thumbnails(vault, accountId);
  const links = new Links(vault, { accountId, username, nameKeys }, catalog, content, changes);
  const files = { catalog, content, changes, thumbnails, links };
  return { vault, accountId, username, nameKeys, ...files, diary: new Diary(nameKeys) };
}

/** An account's files with whichever keys are held of it beside the name keys. Whoever shares them leaves `nameKeys` when it ends. */
export function withKeys<Own extends OwnKeys>(files: AccountFiles, own: Own): AccountVault<Own> {
  const { vault, nameKeys, catalog, content, changes } = files;
  nameKeys.join(own);
  const people = new People(vault, own);
  const given = new GivenShares({ vault, own, people, catalog, content, changes });
  const received = new ReceivedShares(vault, own, people);
  const rotation = new NameRotation({ vault, accountId: own.id, own, catalog, changes });
  return { ...files, own, people, given, received, rotation };
}
