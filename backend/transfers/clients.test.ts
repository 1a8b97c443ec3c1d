import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyFile } from '../../keys/key-file.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { retrying } from '../buckets/retrying.ts';
import { s3Bucket } from '../buckets/s3.ts';
import { TestCeph, noCeph } from '../buckets/test-ceph.ts';
import { openState, type StateDatabase } from '../state/database.ts';
import { NameCache } from '../state/name-cache.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import type { CatalogState } from '../vault/catalog.ts';
import { VaultError } from '../vault/errors.ts';
import { parentOf, toVaultPath, type VaultPath } from '../vault/path.ts';
import { once, path, testAccount, TestVault } from '../vault/test-vault.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { ActLog, listedOutcomes, outcomeOf, type ActKind, type FileOutcome } from './test-clients.ts';
import { testFolder } from './test-engine.ts';

const CLIENTS = 8;
/** Acts of each client; with LATCHKEY_CLIENTS_SECONDS they go on for so long instead. */
const ACTS = 30;
const SECONDS = Number(process.env['LATCHKEY_CLIENTS_SECONDS'] ?? 0);
const MINUTE = 60_000;
/** How far the clocks of the clients are off. A server takes no request that is signed for another time: the client finds out and goes on. */
const CLOCKS = [-60 * MINUTE, 0, 60 * MINUTE];
const FOLDERS = 5;
const NAMES = 4;
/** How often each act is drawn. */
const WEIGHTS: Readonly<Record<ActKind, number>> = { put: 8, move: 7, trash: 4, restore: 3, delete: 3 };
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array<ActKind>(weight).fill(kind as ActKind));
const REFUSALS = ['not-found', 'exists', 'conflict'];

let ceph: TestCeph;

function draw<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)]!;
}

const anyFolder = () => `folder ${Math.floor(Math.random() * FOLDERS)}`;
const anyFile = () => `${anyFolder()}/file ${Math.floor(Math.random() * NAMES)}`;

/** One computer: a connection, a clock and a memory of its own. */
class Client {
  readonly bucket: Bucket;
  readonly #vault: TestVault;
  readonly #log: ActLog;
  readonly #home: string;
  readonly #isWindow: boolean;
  #state: StateDatabase | undefined;
  #session!: AccountVault;

  constructor(vault: TestVault, log: ActLog, bucket: Bucket, home: string, isWindow: boolean) {
    this.#vault = vault;
    this.#log = log;
    this.bucket = bucket;
    this.#home = home;
    this.#isWindow = isWindow;
  }

  get session(): AccountVault {
    return this.#session;
  }

  /** Begins anew with what it remembers. */
  async start(bucket = this.bucket): Promise<void> {
    await this.stop();
    this.#state = await openState(this.#home);
    const { vault, account } = this.#vault;
    const of = { vaultId: vault.id, accountId: account.record.id, place: bucket.place };
    const memory = new NameCache(this.#state, of);
    const onNews = this.#isWindow ? () => undefined : undefined;
    this.#session = accountVault({ ...vault, bucket }, account, { memory, onNews });
    await this.#session.catalog.refresh();
  }

  async stop(): Promise<void> {
    await this.#session?.catalog.atRest();
    await this.#state?.destroy();
    this.#state = undefined;
  }

  async act(): Promise<void> {
    const kind = draw(KINDS);
    const { catalog, changes } = this.#session;
    const all = catalog.index(kind === 'restore' ? 'trash' : 'live').newest();
    const known = all.map(({ record }) => record.path).filter((name) => name.startsWith('folder '));
    const name = Math.random() < 0.2 || known.length === 0 ? anyFile() : draw(known);
    const at = path(kind !== 'put' && Math.random() < 0.15 ? parentOf(path(name))! : name);
    if (kind === 'put') return this.put(at);
    const to = path(at.includes('/') ? anyFile() : anyFolder());
    await this.#note(kind, async (outcomes) => {
      await catalog.refresh();
      const isTrashed = kind === 'restore' || (kind === 'delete' && !isLive(this.#session, at));
      for (const { id, record } of catalog.select(at, isTrashed ? 'trash' : 'live')) {
        outcomes.set(id, outcomeAfter(kind, record.path, { from: at, to }));
      }
      if (kind === 'move') await changes.move(at, to);
      if (kind === 'trash') await changes.trash(at);
      if (kind === 'restore') await changes.restore(at);
      if (kind === 'delete') await changes.deleteForGood(at);
    });
  }

  async put(at: VaultPath): Promise<void> {
    await this.#note('put', async (outcomes) => {
      await this.#session.catalog.refresh();
      outcomes.set(await this.#vault.put(this.#session, at, `text of ${at}`), outcomeOf(at, 'live'));
    });
  }

  /** An upload whose id was drawn 20 minutes before it ends (format 3.6). */
  async putLate(at: VaultPath): Promise<void> {
    let isUnderWay = false;
    const now = async () => new Date((await this.bucket.now()).getTime() - (isUnderWay ? 0 : 20 * MINUTE));
    await this.start({ ...this.bucket, now });
    const bytes = async function* () {
      isUnderWay = true;
      yield* once(Buffer.from(`text of ${at}`));
    };
    await this.#note('put', async (outcomes) => {
      const size = Buffer.byteLength(`text of ${at}`);
      const id = await this.#vault.put(this.#session, at, '', { size, bytes: bytes() });
      outcomes.set(id, outcomeOf(at, 'live'));
    });
    await this.start();
  }

  async #note(kind: ActKind, act: (outcomes: Map<string, FileOutcome>) => Promise<void>): Promise<void> {
    const began = this.#log.tick();
    const outcomes = new Map<string, FileOutcome>();
    let isDone = true;
    try {
      await act(outcomes);
    } catch (error) {
      if (!(error instanceof VaultError && REFUSALS.includes(error.code))) throw error;
      isDone = false;
      // Nothing was written by what was refused before it wrote.
      if (error.code !== 'conflict') outcomes.clear();
    }
    this.#log.acts.push({ kind, began, ended: this.#log.tick(), isDone, outcomes });
  }
}

function isLive({ catalog }: AccountVault, at: VaultPath): boolean {
  const live = catalog.index('live');
  return live.isFile(at) || live.isFolder(at);
}

function outcomeAfter(
  kind: ActKind,
  was: VaultPath,
  { from, to }: { readonly from: VaultPath; readonly to: VaultPath },
): FileOutcome {
  if (kind === 'delete') return 'gone';
  if (kind === 'move') return outcomeOf(toVaultPath(to + was.slice(from.length)), 'live');
  return outcomeOf(was, kind === 'trash' ? 'trash' : 'live');
}

function listed({ catalog }: AccountVault): Map<string, FileOutcome> {
  const files = (['live', 'trash'] as const).flatMap((state: CatalogState) => {
    const index = catalog.index(state);
    return [...index.newest()].flatMap(({ record }) => index.versions(record.path));
  });
  return listedOutcomes(files);
}

describe.skipIf(noCeph !== undefined)(`clients ${noCeph ?? ''}`, () => {
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  test(
    'eight clients that write, rename and delete in one vault at once all end with the same complete list (format 3.3, 3.6, 3.7)',
    { timeout: 120_000 + 3 * SECONDS * 1000 },
    async () => {
      const address = { bucket: await ceph.makeBucket(), prefix: '', endpoint: ceph.endpoint, region: ceph.region };
      const connect = (clockOffset: number) =>
        s3Bucket({ address: { ...address, isPathStyle: true }, credentials: ceph.user, clockOffset });
      const connections = Array.from({ length: CLIENTS }, (_, index) => connect(CLOCKS[index % CLOCKS.length]!));
      const vault = await makeOrJoinVault(retrying(connections[1]!));
      const shared = new TestVault(vault, await testAccount(vault), newKeyFile('test', new Date(0)));
      const log = new ActLog();
      const clients = await Promise.all(
        connections.map(
          async (bucket, index) => new Client(shared, log, retrying(bucket), await testFolder(), index % 2 === 0),
        ),
      );
      const began = performance.now();
      const isOver = (acts: number) => (SECONDS > 0 ? performance.now() - began > SECONDS * 1000 : acts >= ACTS);
      const lateAct = SECONDS > 0 ? 60 : ACTS / 2;
      const work = async (client: Client, index: number) => {
        await client.start();
        for (let acts = 0; !isOver(acts); acts += 1) {
          // Also a new start with what is remembered, in the middle of what the others do.
          if (acts % lateAct === index) await client.putLate(path(`late/${index} after ${acts}`));
          await client.act();
        }
      };
      await Promise.all(clients.map(work));
      if (SECONDS > 0) process.stderr.write(`${JSON.stringify(log.counts())}\n`);

      for (const { session } of clients) await session.catalog.refresh();
      const fresh = await shared.computer();
      const final = listed(fresh);
      expect(log.faults(final)).toEqual([]);
      for (const { session } of clients) {
        await session.catalog.atRest();
        expect(listed(session)).toEqual(final);
        expect(session.catalog.damage()).toEqual([]);
      }
      // Each is what was put under its id, wherever it is called now.
      const texts = new Set<string>();
      for (const contents of [await shared.contents(fresh, 'live'), await shared.contents(fresh, 'trash')]) {
        for (const all of Object.values(contents)) for (const text of all) texts.add(text);
      }
      expect([...texts].every((text) => text.startsWith('text of '))).toBe(true);
      const late = [...final.values()].filter((outcome) => outcome.startsWith('live late/'));
      expect(late.length).toBeGreaterThanOrEqual(CLIENTS);
      // The acts met each other.
      for (const [all, done] of Object.values(log.counts())) {
        expect(done).toBeGreaterThan(0);
        expect(all).toBeGreaterThanOrEqual(done);
      }
      for (const client of clients) await client.stop();
      for (const { connection } of connections) connection.close();
    },
  );
});
