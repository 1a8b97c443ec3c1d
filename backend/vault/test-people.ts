import { randomBytes } from 'node:crypto';
import { accountId, parseAccountRecord, sealAccountRecord, type OpenAccount } from '../../keys/account-record.ts';
import { BoxKey } from '../../keys/box.ts';
import { newKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { newKeyring, type Keyring } from '../../keys/keyring.ts';
import { newKdf } from '../../keys/password.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { newestRevision } from './account.ts';
import { accountVault, type AccountVault } from './account-vault.ts';
import { sharedPath } from './given-shares.ts';
import type { OwnAccount } from './own-account.ts';
import type { VaultPath } from './path.ts';
import { once, path, temporaryBucket, TEST_COST } from './test-vault.ts';
import { makeOrJoinVault, type Vault } from './vault.ts';

/** Drawn once for each name and test file: RSA takes half a second. */
const keyrings = new Map<string, Promise<Keyring>>();

/** For tests: a vault that several people use, each with keys of their own and a key file. */
export class TestPeople {
  readonly vault: Vault;
  readonly keyFile: KeyFile = newKeyFile('of the sender', new Date(0));

  private constructor(vault: Vault) {
    this.vault = vault;
  }

  static async make(): Promise<TestPeople> {
    return TestPeople.in(await makeOrJoinVault(await temporaryBucket()));
  }

  static in(vault: Vault): TestPeople {
    return new TestPeople(vault);
  }

  get bucket(): Bucket {
    return this.vault.bucket;
  }

  /** Makes an account whose record lies in the bucket; over one of that name, as a hostile bucket would, with the keys that `drawn` names. */
  async join(username: string, drawn = username): Promise<OpenAccount> {
    let keyring = keyrings.get(drawn);
    if (keyring === undefined) keyrings.set(drawn, (keyring = newKeyring(drawn)));
    const own = { ...(await keyring), username, nameKeys: [randomBytes(32)], pins: {} };
    const boxKey = new BoxKey(randomBytes(32), 'wrong-password');
    const revision = 1 + (await newestRevision(this.vault, accountId(this.vault.id, username)));
    const body = Buffer.from(sealAccountRecord(this.vault.id, revision, own, newKdf(TEST_COST), boxKey));
    const record = parseAccountRecord(body);
    await this.bucket.put(this.vault.layout.account(record.id, revision), body);
    return { record, keyring: own, boxKey };
  }

  /** A session of an account, with everything listed; its bucket may misbehave. */
  async session(account: OpenAccount, bucket = this.bucket): Promise<AccountVault<OwnAccount>> {
    const session = accountVault({ ...this.vault, bucket }, account);
    await session.catalog.refresh();
    return session;
  }

  async put(session: AccountVault, name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const content = { path: path(name), size: bytes.length, modified: 1_790_000_000_123, bytes: once(bytes) };
    await session.content.put(this.keyFile, { exponent: 16, ...content });
  }

  /** Shares what a path names, as the window and the terminal do. */
  async share(from: AccountVault, chosen: VaultPath, to: string): Promise<void> {
    const person = await from.people.find(to);
    const files = [...new Map(from.catalog.select(chosen).map((file) => [file.record.path, file])).values()];
    for (const error of (await from.given.seal(files, this.keyFile)).values()) throw error;
    for (const file of files) {
      await from.given.give({ file, path: sharedPath(file.record.path, chosen) }, person, this.keyFile);
    }
  }

  /** Two who have compared their words. */
  async known(): Promise<{ ana: AccountVault<OwnAccount>; ben: AccountVault<OwnAccount> }> {
    const [ana, ben] = [await this.session(await this.join('Ana')), await this.session(await this.join('Ben'))];
    await meet(ana, 'Ben');
    await meet(ben, 'Ana');
    return { ana, ben };
  }
}

/** Compares the words of somebody, and finds them right. */
export async function meet(who: AccountVault, username: string): Promise<void> {
  const { id, fingerprint } = await who.people.find(username);
  await who.people.accept(id, fingerprint, username);
}

/** What somebody sees of the shares: contents by path, and codes of what is refused. */
export async function seen({ received }: AccountVault): Promise<{ files: Record<string, string>; refused: string[] }> {
  const { shares, refused } = await received.list();
  const files: Record<string, string> = {};
  for (const share of shares) {
    files[share.record.path] = Buffer.concat(await received.open(share).toArray()).toString();
  }
  return { files, refused: refused.map(({ error }) => error.code) };
}
