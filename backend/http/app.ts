import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import sse from '@fastify/sse';
import swagger from '@fastify/swagger';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import type { PasswordWork } from '../../keys/password.ts';
import { MAX_BODY_BYTES, MAX_FILE_BYTES, MAX_TEXT } from '../contract/limits.ts';
import type { ActivityLog } from '../state/activity-log.ts';
import type { Home } from '../state/home.ts';
import type { KnownAccounts } from '../state/known-accounts.ts';
import type { LinkMemory } from '../state/link-memory.ts';
import type { LinkServers } from '../state/link-server.ts';
import type { KnownKeys } from '../state/known-keys.ts';
import type { ScanSetting } from '../state/scan-setting.ts';
import type { Verifications } from '../state/verifications.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { Activity } from '../transfers/activity.ts';
import type { BandwidthLimits } from '../transfers/bandwidth-limits.ts';
import type { Engine } from '../transfers/engine.ts';
import type { HomeVault } from '../transfers/home-vault.ts';
import type { NameRules } from '../transfers/local-name.ts';
import type { OpenBuckets } from '../transfers/open-buckets.ts';
import type { PersonalTokens } from '../transfers/personal-tokens.ts';
import type { TemporaryFolder } from '../transfers/temporary-folder.ts';
import { activityRoutes } from './activity-routes.ts';
import { alarmRoutes } from './alarm-routes.ts';
import { bandwidthRoutes } from './bandwidth-routes.ts';
import { sealingRoutes } from './sealing-routes.ts';
import { bucketRoutes } from './bucket-routes.ts';
import { classicFileRoutes } from './classic-files.ts';
import { classicUserRoutes } from './classic-users.ts';
import { waitForWork } from './connection.ts';
import { errorHandler, refuseAddress, refuseConnection, type Unexpected } from './error-map.ts';
import { contentRoutes } from './content-routes.ts';
import { eventRoutes } from './event-routes.ts';
import type { FarServer } from './far-server.ts';
import type { FileNews } from './file-news.ts';
import { fileRoutes } from './file-routes.ts';
import { HttpError } from './http-error.ts';
import { importRoutes } from './import-routes.ts';
import type { KeptTransfers } from './kept-transfers.ts';
import type { KeptRotations } from './kept-rotations.ts';
import type { KeyDesk } from './key-desk.ts';
import { keyRoutes } from './key-routes.ts';
import type { LogInDelay } from './log-in-delay.ts';
import type { Intake } from './intake.ts';
import { linkPageRoutes } from './link-page-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { guard, type GuardDeps } from './local-guard.ts';
import type { ServerCertificate } from './certificate.ts';
import { pageRoutes } from './page-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import type { Reach } from './reach.ts';
import { sealedFileRoutes } from './sealed-file-routes.ts';
import { scanRoutes } from './scan-routes.ts';
import { serverRoutes } from './server-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { shareRoutes } from './share-routes.ts';
import { stateRoutes } from './state-routes.ts';
import type { TransferDesk } from './transfer-desk.ts';
import { tokenRoutes } from './token-routes.ts';
import type { TokenSessions } from './token-sessions.ts';
import { transferRoutes } from './transfer-routes.ts';

export interface AppDeps extends GuardDeps {
  readonly home: Home;
  readonly buckets: OpenBuckets;
  readonly reach: Reach;
  readonly keyDesk: KeyDesk;
  readonly knownKeys: KnownKeys;
  readonly verifications: Verifications;
  readonly activity: Activity;
  readonly activityLog: ActivityLog;
  readonly knownAccounts: KnownAccounts;
  readonly logInDelay: LogInDelay;
  readonly intake: Intake;
  readonly tokens: PersonalTokens;
  readonly tokenSessions: TokenSessions;
  readonly linkServers: LinkServers;
  readonly linkMemory: LinkMemory;
  /** The user's own folder, from which places are offered. */
  readonly userFolder: string;
  readonly platform: NodeJS.Platform;
  /** The window's files; without them there is no page. */
  readonly rendererFolder: string | undefined;
  readonly certificate: ServerCertificate;
  readonly homeVault: HomeVault;
  readonly work: PasswordWork;
  readonly engine: Engine;
  readonly bandwidth: BandwidthLimits;
  readonly scanner: Scanner;
  readonly scanSetting: ScanSetting;
  readonly desk: TransferDesk;
  readonly kept: KeptTransfers;
  readonly rotations: KeptRotations;
  readonly news: FileNews;
  /** Where streams wait, sealed, until size and key are known. */
  readonly temporary: TemporaryFolder;
  /** What relative paths of this computer count from. */
  readonly folder: string;
  readonly nameRules: NameRules;
  readonly now: () => Date;
  readonly unexpected: Unexpected;
  /** Told of each route, as `METHOD /address`. */
  readonly route?: ((name: string) => void) | undefined;
  /** Opens a window onto a server elsewhere with its key pinned; left out where no window can be opened. */
  readonly openServer?: ((server: FarServer) => Promise<boolean>) | undefined;
  /** Called once, when the local owner asks the server to stop. */
  readonly onShutdown: () => void;
}

/** Time for a request's headers to arrive. Bodies may take as long as they flow. */
const HEADERS_MS = 30_000;
/** Time to agree on keys: a few round trips, also over the worst line. */
const HANDSHAKE_MS = 20_000;
/** A connection on which nothing moves is ended. */
const IDLE_MS = 120_000;
const MAX_FIELDS = 20;
const SCHEMA_VERSION = '1';

/** The whole HTTPS server, listening nowhere yet. Production and tests build the same. */
export async function buildApp(deps: AppDeps) {
  const { cert, key } = deps.certificate;
  const app = fastify({
    https: {
      cert,
      key,
      minVersion: 'TLSv1.2',
      headersTimeout: HEADERS_MS,
      requestTimeout: 0,
      handshakeTimeout: HANDSHAKE_MS,
    },
    // Addresses can hold secrets (GET /download); nothing of a request is logged.
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    connectionTimeout: IDLE_MS,
    routerOptions: { maxParamLength: MAX_TEXT },
    forceCloseConnections: true,
    // A GET may write a file (/download) or never end (/api/events): no HEAD is made of it.
    exposeHeadRoutes: false,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(errorHandler(deps.unexpected));
  app.setNotFoundHandler({ preHandler: [] }, () => {
    throw new HttpError('no-such-route', 'There is nothing at this address.');
  });

  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Latchkey', version: SCHEMA_VERSION } },
  });
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    // It would hold for every other server on "localhost", whatever its port.
    strictTransportSecurity: false,
  });
  await app.register(rateLimit, { global: false });
  // Its types describe another module shape than it has: the default import is the plugin itself.
  await app.register(sse as unknown as typeof sse.default);
  await app.register(multipart, {
    limits: { fileSize: MAX_FILE_BYTES, files: 2, fields: MAX_FIELDS, parts: MAX_FIELDS, fieldSize: MAX_TEXT },
  });
  // Nothing here may be kept by a browser or a proxy: names, tokens and files pass.
  app.addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) deps.route?.(`${name} ${url}`);
  });
  guard(app, deps);
  app.addHook('preHandler', async (request) => waitForWork(request));

  await app.register(async (routes) => {
    classicUserRoutes(routes, deps);
    classicFileRoutes(routes, deps);
    sessionRoutes(routes, deps);
    tokenRoutes(routes, deps);
    stateRoutes(routes, deps);
    bucketRoutes(routes, deps);
    fileRoutes(routes, deps);
    alarmRoutes(routes, deps);
    contentRoutes(routes, deps);
    keyRoutes(routes, deps);
    sealedFileRoutes(routes, deps);
    peopleRoutes(routes, deps);
    shareRoutes(routes, deps);
    transferRoutes(routes, deps);
    importRoutes(routes, deps);
    bandwidthRoutes(routes, deps);
    sealingRoutes(routes, deps);
    scanRoutes(routes, deps);
    eventRoutes(routes, deps);
    activityRoutes(routes, deps);
    serverRoutes(routes, deps);
    linkRoutes(routes, deps);
    linkPageRoutes(routes, deps);
    if (deps.rendererFolder !== undefined) await pageRoutes(routes, deps.rendererFolder);
    routes.get('/api/openapi.json', { config: { access: 'window' }, schema: { hide: true } }, () => app.swagger());
    routes.post('/shutdown', { config: { access: 'local' } }, async (_, reply) => {
      // Also where the caller does not wait for the answer.
      reply.raw.once('close', deps.onShutdown);
      await reply.code(204).send();
    });
  });
  return app;
}

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};
