import { isIP, type AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { PasswordWork } from '../../keys/password.ts';
import type { TransferView } from '../contract/transfers.ts';
import type { Home } from '../state/home.ts';
import { Scanner } from '../scan/scanner.ts';
import { KeptAccess } from '../state/bucket-access.ts';
import { openState } from '../state/database.ts';
import { NO_KEYRING, SealedAccess, type SecretKeeper } from '../state/sealed-access.ts';
import { BandwidthMemory } from '../state/bandwidth-memory.ts';
import { Holder } from '../state/holding.ts';
import { ActivityLog } from '../state/activity-log.ts';
import { KnownAccounts } from '../state/known-accounts.ts';
import { LinkMemory } from '../state/link-memory.ts';
import { LinkServers } from '../state/link-server.ts';
import { RotationMemory } from '../state/rotation-memory.ts';
import { KnownKeys } from '../state/known-keys.ts';
import { NameCaches, type ListingOf } from '../state/name-cache.ts';
import { ScanSetting } from '../state/scan-setting.ts';
import { KeptTokens } from '../state/token-table.ts';
import { SealingMemory } from '../state/sealing-memory.ts';
import { TransferList } from '../state/transfer-list.ts';
import { Verifications } from '../state/verifications.ts';
import { Activity } from '../transfers/activity.ts';
import { BandwidthLimits } from '../transfers/bandwidth-limits.ts';
import { newEngine } from '../transfers/engine.ts';
import { HomeVault } from '../transfers/home-vault.ts';
import { nameRulesOf } from '../transfers/local-name.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { PersonalTokens } from '../transfers/personal-tokens.ts';
import { TransferQueue } from '../transfers/queue.ts';
import { TemporaryFolder } from '../transfers/temporary-folder.ts';
import { buildApp } from './app.ts';
import { newCertificate, type ServerCertificate } from './certificate.ts';
import { boundConnections } from './connection-bounds.ts';
import type { Unexpected } from './error-map.ts';
import type { FarServer } from './far-server.ts';
import { FileNews } from './file-news.ts';
import type { Entry } from './local-guard.ts';
import { LogInDelay } from './log-in-delay.ts';
import { LocalToken } from './local-token.ts';
import { peerOwner } from './peer-owner.ts';
import { KeptRotations } from './kept-rotations.ts';
import { KeptTransfers } from './kept-transfers.ts';
import { Intake } from './intake.ts';
import { keptCertificate } from './kept-certificate.ts';
import { KeyDesk } from './key-desk.ts';
import { ownNames } from './own-names.ts';
import { Reach } from './reach.ts';
import { recordTransfer } from './recorded-transfer.ts';
import { SessionStore } from './session-store.ts';
import { TokenSessions } from './token-sessions.ts';
import { TransferDesk } from './transfer-desk.ts';
import { boundYoungGeneration } from './young-generation.ts';

/** That other computers are served, and as what. */
export interface RemoteServing {
  /** The owner's own; else one that is kept in the home folder. */
  readonly certificate?: ServerCertificate | undefined;
  /** Names by which they call this one, beside its addresses and those in the certificate. */
  readonly names: readonly string[];
}

export interface ServerDeps {
  readonly home: Home;
  readonly work: PasswordWork;
  /** Scrypt's N for new accounts; lowered by tests alone. */
  readonly cost?: number | undefined;
  readonly folder: string;
  /** The user's own folder, from which places for vaults and key files are offered. */
  readonly userFolder: string;
  /** The window's files, built; without them there is no page. */
  readonly rendererFolder?: string | undefined;
  readonly platform: NodeJS.Platform;
  /** The user this process runs as, where the system has numbers for them. */
  readonly userId: number | undefined;
  readonly now: () => Date;
  readonly unexpected: Unexpected;
  /** Windows are browsers, unless the native shell says otherwise. */
  readonly entry?: Entry | undefined;
  /** The system's keyring, where the native shell offers one. */
  readonly secrets?: SecretKeeper | undefined;
  /** Told of each file that a download put onto this computer, by its path. */
  readonly saved?: (path: string) => void;
  /** Opens a window onto a server elsewhere. @returns whether it could */
  readonly openServer?: ((server: FarServer) => Promise<boolean>) | undefined;
  /** Left out, this computer alone is answered. */
  readonly remote?: RemoteServing | undefined;
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** SHA-256 of its certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  /** SHA-256 of its public key, base64. */
  readonly keyHash: string;
  readonly localToken: LocalToken;
  /** Every route, as `METHOD /address`. */
  readonly routes: readonly string[];
  /** Resolves when somebody asked it to stop over /shutdown. */
  readonly stopAsked: Promise<void>;
  /** Every change of any transfer, for as long as it runs. */
  watchTransfers(see: (view: TransferView) => void): void;
  /** Pauses what is under way, or lets what was paused so go on. */
  holdTransfers(isHeld: boolean): void;
  /** Ends sessions and transfers, then the server. */
  close(): Promise<void>;
}

/** Interrupted transfers write down how far they came; one that cannot is not waited for. */
const STOP_MS = 5_000;

/** Starts the HTTPS server. @param host a loopback address @param port 0 for any free one */
export async function startServer(deps: ServerDeps, host: string, port: number): Promise<RunningServer> {
  boundYoungGeneration();
  const { home, work, cost, now, platform, folder } = deps;
  const certificate = await certificateOf(deps);
  const [localToken, sessions, desk] = [new LocalToken(now), new SessionStore(now), new TransferDesk(now)];
  const state = await openState(await home.made());
  const temporary = new TemporaryFolder(home, new SealingMemory(state), deps.userId);
  await temporary.sweep(now());
  const knownKeys = new KnownKeys(state, now);
  const engine = newEngine(state, now);
  const [keyDesk, news, verifications] = [
    new KeyDesk({ knownKeys, work, folder }),
    new FileNews(),
    new Verifications(state, now),
  ];
  const activityLog = new ActivityLog(state, now);
  const activity = new Activity(activityLog, now);
  desk.over = (accountId, view, ended) => recordTransfer(activity, sessions, accountId, view, ended);
  const list = new TransferList(state, new Holder(now));
  const nameRules = nameRulesOf(platform);
  const transfers = { desk, list, queue: new TransferQueue(), engine, sessions };
  const kept = new KeptTransfers({
    ...transfers,
    keyDesk,
    knownKeys,
    news,
    verifications,
    nameRules,
    saved: deps.saved,
  });
  sessions.isBusy = (ended) => desk.runningOf(ended).length > 0;
  const tokens = new PersonalTokens(new KeptTokens(state), now);
  const rotations = new KeptRotations({ memory: new RotationMemory(state), sessions, tokens, activity });
  sessions.started = (session) => {
    rotations.opened(session);
    void kept.opened(session).catch(() => undefined);
    const { vault, own } = session.vault;
    void tokens.renew(vault.id, own.opened).catch(() => undefined);
  };
  const bandwidth = await BandwidthLimits.load(new BandwidthMemory(state));
  const buckets = new OpenBuckets(new SealedAccess(new KeptAccess(state), deps.secrets ?? NO_KEYRING), bandwidth);
  const scanner = new Scanner();
  const caches = new NameCaches(state);
  const listing = (of: ListingOf) => ({ memory: caches.of(of), onNews: () => news.tell(of.accountId) });
  const homeVault = new HomeVault({ home, buckets, work, cost, listing });
  const logInDelay = new LogInDelay(now);
  const tokenSessions = new TokenSessions({
    tokens,
    homeVault,
    sessions,
    tokenDelay: new LogInDelay(now),
    activity,
    now,
  });
  const stop = Promise.withResolvers<void>();
  const routes: string[] = [];
  const app = await buildApp({
    route: (name) => void routes.push(name),
    certificate,
    homeVault,
    work,
    engine,
    bandwidth,
    scanner,
    scanSetting: new ScanSetting(state),
    desk,
    kept,
    rotations,
    news,
    sessions,
    home,
    buckets,
    reach: new Reach(buckets, now),
    knownKeys,
    keyDesk,
    verifications,
    activity,
    activityLog,
    knownAccounts: new KnownAccounts(state),
    logInDelay,
    tokens,
    tokenSessions,
    intake: new Intake(),
    linkServers: new LinkServers(state),
    linkMemory: new LinkMemory(state),
    userFolder: deps.userFolder,
    platform,
    rendererFolder: deps.rendererFolder,
    entry: deps.entry ?? 'code',
    localToken,
    names: deps.remote && ownNames(certificate.cert, deps.remote.names),
    isOwnUser: ownUserCheck(deps),
    temporary,
    folder,
    nameRules,
    now,
    unexpected: deps.unexpected,
    openServer: deps.openServer,
    onShutdown: stop.resolve,
  });
  boundConnections(app.server);
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `https://${name}:${address.port}`,
    port: address.port,
    fingerprint: certificate.fingerprint,
    keyHash: certificate.keyHash,
    localToken,
    routes,
    stopAsked: stop.promise,
    watchTransfers: (see) => desk.watchAll(see),
    holdTransfers: (isHeld) => (isHeld ? desk.hold() : desk.goOn()),
    async close() {
      await Promise.race([desk.stop(), pause(STOP_MS, undefined, { ref: false })]);
      sessions.endAll();
      tokenSessions.close();
      await app.close();
      await scanner.close();
      await kept.settled();
      await Promise.race([rotations.settled(), pause(STOP_MS, undefined, { ref: false })]);
      await activity.settled();
      await engine.pool.close();
      await caches.atRest();
      await state.destroy();
    },
  };
}

/** The one that is kept, or given, where others are to know it again; else one for this run alone. */
async function certificateOf({ home, remote, now }: ServerDeps): Promise<ServerCertificate> {
  if (remote === undefined) return newCertificate(now());
  if (remote.certificate !== undefined) return remote.certificate;
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
  const names = [...remote.names.map((name) => name.replace(/:\d+$/, '')), hostname(), ...addresses];
  return keptCertificate(await home.made(), [...new Set(names)].filter(isCertifiable), now());
}

/** Addresses that hold for one interface alone (`fe80::1%eth0`) stand in no certificate. */
function isCertifiable(name: string): boolean {
  return isIP(name) !== 0 ? !name.includes('%') && !/^(127\.|::1$)/.test(name) : /^[a-z\d.-]{1,253}$/i.test(name);
}

/** Asked once a connection. Where the system does not tell whose the other end is, the tokens alone decide (docs/threat-model.md). */
function ownUserCheck({ platform, userId }: ServerDeps): (request: FastifyRequest) => Promise<boolean> {
  const known = new WeakMap<object, Promise<boolean>>();
  return ({ socket }) => {
    if (platform !== 'linux' || userId === undefined) return Promise.resolve(true);
    let verdict = known.get(socket);
    if (verdict === undefined) {
      // The system's administrator can do all that this server could be asked for.
      verdict = peerOwner(socket).then((uid) => uid === userId || uid === 0);
      known.set(socket, verdict);
    }
    return verdict;
  };
}
