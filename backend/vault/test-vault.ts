import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { accountId, parseAccountRecord, sealAccountRecord, type OpenAccount } from '../../keys/account-record.ts';
import { BoxKey } from '../../keys/box.ts';
import { newKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { newKeyring } from '../../keys/keyring.ts';
import { MIN_COST, newKdf } from '../../keys/password.ts';
import { Sealer } from '../../keys/sealer.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { folderBucket } from '../buckets/folder.ts';
import { accountVault, type AccountVault } from './account-vault.ts';
import type { CatalogState } from './catalog.ts';
import type { NewContent } from './content.ts';
import { newTimedId } from './id.ts';
import { toVaultPath, type VaultPath } from './path.ts';
import type { FileRecord } from './record.ts';
import { makeOrJoinVault, type Vault } from './vault.ts';

/** For tests: scrypt at the least cost that a reader takes. */
export const TEST_COST = MIN_COST;

/** For tests: a bucket in a folder of its own, removed when the test is over. */
export async function temporaryBucket(): Promise<Bucket> {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-vault-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return folderBucket({ root, create: true });
}

/** For tests: the same bucket under another clock. */
export function atTime(bucket: Bucket, now: () => Date): Bucket {
  return { ...bucket, now: async () => now() };
}

/** For tests: does something before the first call that fits. */
export function before(
  bucket: Bucket,
  call: 'put' | 'list' | 'delete',
  key: RegExp,
  act: () => Promise<unknown>,
): Bucket {
  let waiting = true;
  const act1 = async (on: string, text: string) => {
    if (on !== call || !waiting || !key.test(text)) return;
    waiting = false;
    await act();
  };
  return {
    ...bucket,
    put: async (name, body, options) => (await act1('put', name), bucket.put(name, body, options)),
    delete: async (name, options) => (await act1('delete', name), bucket.delete(name, options)),
    async *list(options) {
      await act1('list', options?.prefix ?? '');
      yield* bucket.list(options);
    },
  };
}

export async function keysOf(bucket: Bucket, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of bucket.list({ prefix })) keys.push(...page.map(({ key }) => key));
  return keys;
}

export async function bytesOf(bucket: Bucket, key: string): Promise<Buffer> {
  const { body } = await bucket.get(key);
  return Buffer.concat(await body.toArray());
}

export async function* once(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** For tests: a vault of one account in a folder bucket, and as many computers as a test wants. */
export class TestVault {
  readonly vault: Vault;
  readonly account: OpenAccount;
  readonly keyFile: KeyFile;

  constructor(vault: Vault, account: OpenAccount, keyFile: KeyFile) {
    this.vault = vault;
    this.account = account;
    this.keyFile = keyFile;
  }

  get bucket(): Bucket {
    return this.vault.bucket;
  }

  /** Another session of the account, with nothing in memory; its bucket may misbehave. */
  async computer(bucket = this.bucket): Promise<AccountVault> {
    const computer = accountVault({ ...this.vault, bucket }, this.account);
    await computer.catalog.refresh();
    return computer;
  }

  put(computer: AccountVault, path: string, text: string, more: Partial<NewContent> = {}): Promise<string> {
    const bytes = Buffer.from(text);
    const content = { path: toVaultPath(path), size: bytes.length, modified: 1_790_000_000_123, bytes: once(bytes) };
    return computer.content.put(this.keyFile, { exponent: 16, ...content, ...more });
  }

  async read(computer: AccountVault, path: string, state: CatalogState = 'live'): Promise<string> {
    const file = computer.catalog.select(toVaultPath(path), state).at(-1)!;
    return Buffer.concat(await computer.content.open(file, this.keyFile).toArray()).toString();
  }

  /** What a computer that was never here before sees: all versions' contents by path, oldest first; trash apart. */
  async seen(bucket = this.bucket): Promise<{ live: Contents; trash: Contents; damage: string[] }> {
    const computer = await this.computer(bucket);
    const damage = computer.catalog.damage().map(({ code, path }) => `${code} ${path}`);
    return { live: await this.contents(computer, 'live'), trash: await this.contents(computer, 'trash'), damage };
  }

  async contents(computer: AccountVault, state: CatalogState): Promise<Contents> {
    const contents: Contents = {};
    const index = computer.catalog.index(state);
    for (const { record } of index.newest()) {
      const texts: string[] = [];
      for (const file of index.versions(record.path)) {
        texts.push(Buffer.concat(await computer.content.open(file, this.keyFile).toArray()).toString());
      }
      contents[record.path] = texts;
    }
    return contents;
  }

  /** Writes a sealed file under a record made by hand. */
  async writeContent(record: FileRecord, plain: Buffer, fileId = newTimedId(new Date())): Promise<string> {
    const { layout, bucket } = this.vault;
    const sealer = new Sealer(this.keyFile, { fileId, exponent: 16 });
    const sealed = Buffer.concat([...sealer.push(plain), ...sealer.finish()]);
    const digest = record.digest === '' ? sealer.contentDigest().toString('hex') : record.digest;
    const { catalog } = await this.computer();
    const toKey = (name: string) => layout.content(this.account.record.id, { fileId, name });
    const key = await catalog.box.seal(fileId, 0, { ...record, digest }, toKey);
    await bucket.put(key, sealed);
    return fileId;
  }

  /** Writes a change by hand. @returns its object key */
  async writeChange(fileId: string, revision: number, record: FileRecord, time = new Date()): Promise<string> {
    const { layout, bucket } = this.vault;
    const { catalog } = await this.computer();
    const changeId = newTimedId(time);
    const toKey = (name: string) => layout.change(this.account.record.id, { changeId, fileId, revision, name });
    const key = await catalog.box.seal(fileId, revision, record, toKey);
    await bucket.put(key, Buffer.alloc(0));
    return key;
  }
}

export type Contents = Record<string, string[]>;

let keyring: ReturnType<typeof newKeyring> | undefined;

/** For tests: an account without the cost of its password; the keys are drawn once. */
export async function testAccount(vault: Vault, username = 'Ana'): Promise<OpenAccount> {
  const drawn = await (keyring ??= newKeyring('drawn once'));
  const own = { ...drawn, username, nameKeys: [randomBytes(32)] };
  const boxKey = new BoxKey(randomBytes(32), 'wrong-password');
  const record = parseAccountRecord(Buffer.from(sealAccountRecord(vault.id, 1, own, newKdf(TEST_COST), boxKey)));
  if (record.id !== accountId(vault.id, username)) throw new Error('not this account');
  return { record, keyring: own, boxKey };
}

export async function testVault(): Promise<TestVault> {
  const vault = await makeOrJoinVault(await temporaryBucket());
  return new TestVault(vault, await testAccount(vault), newKeyFile('test', new Date(0)));
}

export function path(text: string): VaultPath {
  return toVaultPath(text);
}

/** For tests: a path so long that its sealed name cannot stand in an object key (format 3.5). */
export function longPath(name: string): VaultPath {
  return toVaultPath(`${Array.from({ length: 9 }, (_, part) => `${part} ${'long '.repeat(20)}`).join('/')}/${name}`);
}
