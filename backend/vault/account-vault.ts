import type { OpenAccount } from '../../keys/account-record.ts';
import { Catalog } from './catalog.ts';
import { Changes } from './changes.ts';
import { Content } from './content.ts';
import { Diary } from './diary.ts';
import { GivenShares } from './given-shares.ts';
import { Links } from './links.ts';
import type { ListingOptions } from './listing.ts';
import { NameRotation } from './name-rotation.ts';
import type { NameKeys } from './name-keys.ts';
import { OwnAccount, type RevisionSeen } from './own-account.ts';
import { People } from './people.ts';
import { ReceivedShares } from './received-shares.ts';
import { Thumbnails } from './thumbnail.ts';
import type { Vault } from './vault.ts';

/** One account's files in a vault, ready for use: what a log-in gives. */
export interface AccountVault {
  readonly vault: Vault;
  readonly accountId: string;
  readonly username: string;
  readonly own: OwnAccount;
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
): AccountVault {
  const accountId = account.record.id;
  const { username } = account.keyring;
  const own = new OwnAccount(vault, account, seen);
  const nameKeys: NameKeys = {
    get all() {
      return own.keyring.nameKeys;
    },
    look: () => own.refresh(),
  };
  const people = new People(vault, own);
  const catalog = new Catalog(vault, { accountId, nameKeys }, listing);
  const content = new Content(vault, accountId, catalog);
  const changes = new Changes(vault, accountId, catalog);
  const thumbnails = new Thumbnails(vault, accountId);
  const diary = new Diary(nameKeys);
  const given = new GivenShares({ vault, own, people, catalog, content, changes });
  const received = new ReceivedShares(vault, own, people);
  const links = new Links(vault, { accountId, nameKeys, username }, catalog, content, changes);
  const rotation = new NameRotation({ vault, accountId, own, catalog, changes });
  const files = { catalog, content, changes, thumbnails };
  return { vault, accountId, username, own, people, ...files, given, received, links, diary, rotation };
}
