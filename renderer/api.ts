import type { ActivityList, ActivityQuery, ActivitySetting } from '../backend/contract/activity.ts';
import type {
  BucketAccess,
  BucketCheck,
  BucketQuestion,
  ProviderList,
  StorageView,
} from '../backend/contract/buckets.ts';
import type { ImportView, NewImport } from '../backend/contract/imports.ts';
import type {
  CutKey,
  DrawnKey,
  KeyCheck,
  KeyChoice,
  KeyCopy,
  KeySheet,
  KeyToDraw,
  KeyView,
  KnownKeys,
  NewKey,
} from '../backend/contract/keys.ts';
import type { OpenedServer, SeenServer, ServerChoice } from '../backend/contract/servers.ts';
import type { NewSession, SessionList } from '../backend/contract/session.ts';
import type { AlarmList, FolderBody, FolderQuery, Move, NewThumbnail, VersionList } from '../backend/contract/files.ts';
import type { OpenedFile, SealedOpening, SealedTry, SealedView } from '../backend/contract/sealed-files.ts';
import type { Acceptance, NewPassword, PeopleList, PersonQuery, PersonView } from '../backend/contract/people.ts';
import type { LinkList, LinkServer, MadeLink, NewLink } from '../backend/contract/links.ts';
import type { ScanBeginnings, ScanLine, ScannedFiles, ScanSetting } from '../backend/contract/scan.ts';
import type { FolderChoice, FolderSetting, SealingSetting } from '../backend/contract/sealing.ts';
import type { GivenShares, NewShares, ReceivedShares, Withdrawal } from '../backend/contract/shares.ts';
import type { NewVault, StateView } from '../backend/contract/state.ts';
import type { MadeToken, NewToken, TokenList } from '../backend/contract/tokens.ts';
import type {
  AddressList,
  BandwidthSetting,
  NewAddresses,
  NewDownload,
  NewUpload,
  TransferView,
} from '../backend/contract/transfers.ts';

/** What the server says of a request it does not do: a code that has its sentences in words/, and one of its own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Code of a request that got no answer at all. */
export const NO_ANSWER = 'no-answer';

interface Call {
  readonly query?: Readonly<Record<string, string | boolean | undefined>>;
  readonly json?: unknown;
  readonly body?: Blob;
  readonly priority?: RequestPriority;
  readonly signal?: AbortSignal | undefined;
}

/** The only fetch of the window. @throws ApiError */
async function ask(method: string, path: string, what: Call = {}): Promise<Response> {
  const { query, json, body, signal, priority } = what;
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    ...(signal && { signal }),
    ...(priority && { priority }),
  };
  if (json !== undefined)
    Object.assign(init, { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } });
  if (body !== undefined) Object.assign(init, { body, headers: { 'content-type': 'application/octet-stream' } });
  const response = await fetch(search === '' ? path : `${path}?${search}`, init).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(NO_ANSWER, 'Latchkey does not answer on this computer.', 0);
  });
  if (!response.ok) throw await failure(response);
  return response;
}

async function call<Answer>(method: string, path: string, what?: Call): Promise<Answer> {
  const response = await ask(method, path, what);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  return new ApiError(body.code ?? 'unexpected', body.message ?? '', response.status);
}

/** An answer that comes line by line, each a JSON object. @throws ApiError; the signal's reason */
async function* lines<Line>(method: string, path: string, what: Call): AsyncGenerator<Line> {
  const { body } = await ask(method, path, what);
  if (body === null) return;
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const whole = (rest + text).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) yield JSON.parse(line) as Line;
  }
}

/** @throws ApiError; the signal's reason */
async function picture(path: string, what: Call): Promise<Blob> {
  return (await ask('POST', path, what)).blob();
}

/** What goes with a thumbnail into a body of JSON. */
async function thumbnailBody(key: KeyChoice, body: Blob): Promise<NewThumbnail> {
  return { key, picture: new Uint8Array(await body.arrayBuffer()).toBase64() };
}

type FolderOptions = Omit<FolderQuery, 'folder'>;

const segment = encodeURIComponent;

/** Everything the window can ask of the server; types are the contract's. */
export const api = {
  enter: (code: string) => call<void>('POST', '/api/local', { json: { code } }),
  /** Whether it answers at all: afterwards there is a connection on which nothing is asked. */
  reach: () => call<unknown>('GET', '/healthcheck'),
  state: (signal?: AbortSignal) => call<StateView>('GET', '/api/state', { signal }),
  makeVault: (vault: NewVault) => call<NewSession>('POST', '/api/vault', { json: vault }),
  lookAtServer: (address: string) => call<SeenServer>('POST', '/api/servers/look', { json: { address } }),
  openServer: (choice: ServerChoice) => call<OpenedServer>('POST', '/api/servers/open', { json: choice }),
  providers: (signal?: AbortSignal) => call<ProviderList>('GET', '/api/buckets', { signal }),
  checkBucket: (question: BucketQuestion) => call<BucketCheck>('POST', '/api/buckets/check', { json: question }),
  storage: (signal?: AbortSignal) => call<StorageView>('GET', '/api/vault/storage', { signal }),
  changeStorage: (access: BucketAccess) => call<void>('PUT', '/api/vault/storage', { json: access }),
  unlock: (username: string, password: string) =>
    call<NewSession>('POST', '/api/sessions', { json: { username, password } }),
  lock: () => call<void>('DELETE', '/api/sessions/current'),
  sessions: (signal?: AbortSignal) => call<SessionList>('GET', '/api/sessions', { signal }),
  endSession: (id: string) => call<void>('DELETE', `/api/sessions/${segment(id)}`),
  tokens: (signal?: AbortSignal) => call<TokenList>('GET', '/api/tokens', { signal }),
  makeToken: (token: NewToken) => call<MadeToken>('POST', '/api/tokens', { json: token }),
  revokeToken: (id: string) => call<void>('DELETE', `/api/tokens/${segment(id)}`),
  activity: (query: ActivityQuery, signal?: AbortSignal) =>
    call<ActivityList>('GET', '/api/activity', { query, signal }),
  activityAddress: (query: ActivityQuery) => `/api/activity.csv?${new URLSearchParams(query)}`,
  activityDays: (signal?: AbortSignal) => call<ActivitySetting>('GET', '/api/settings/activity', { signal }),
  keepActivity: (setting: ActivitySetting) => call<void>('PUT', '/api/settings/activity', { json: setting }),

  folder: (folder: string, options: FolderOptions = {}, signal?: AbortSignal) =>
    call<FolderBody>('GET', '/api/files', { query: { folder, ...options }, signal }),
  versions: (path: string, signal?: AbortSignal) =>
    call<VersionList>('GET', '/api/files/versions', { query: { path }, signal }),
  move: (moves: readonly Move[]) => call<void>('POST', '/api/files/move', { json: { moves } }),
  trash: (paths: string[]) => call<void>('POST', '/api/files/trash', { json: { paths } }),
  restore: (paths: string[]) => call<void>('POST', '/api/files/restore', { json: { paths } }),
  /** Of what lies in the trash, never what lives under the same name. */
  deleteForGood: (paths: string[]) => call<void>('POST', '/api/files/delete', { json: { paths, trash: true } }),
  alarms: (signal?: AbortSignal) => call<AlarmList>('GET', '/api/alarms', { signal }),
  acknowledge: (id: string) => call<void>('POST', `/api/alarms/${segment(id)}/acknowledge`),
  restoreVersion: (id: string, key: KeyChoice) =>
    call<void>('POST', `/api/files/${segment(id)}/restore-version`, { json: { key } }),
  verify: (id: string, key: KeyChoice) =>
    call<TransferView>('POST', `/api/files/${segment(id)}/verify`, { json: { key } }),
  verified: (id: string, signal?: AbortSignal) =>
    call<{ at: string | null }>('GET', `/api/files/${segment(id)}/verified`, { signal }),
  // They come by the dozen: what somebody waits for goes before them.
  thumbnail: (id: string, key: KeyChoice, signal?: AbortSignal) =>
    picture(`/api/files/${segment(id)}/thumbnail`, { json: { key }, signal, priority: 'low' }),
  content: (id: string, key: KeyChoice, signal?: AbortSignal) =>
    picture(`/api/files/${segment(id)}/content`, { json: { key }, signal }),

  keys: (signal?: AbortSignal) => call<KnownKeys>('GET', '/api/keys', { signal }),
  drawKey: (key: KeyToDraw) => call<DrawnKey>('POST', '/api/keys/drawn', { json: key }),
  cutKey: (signal?: AbortSignal) => call<CutKey>('POST', '/api/keys/cut', { signal }),
  makeKey: (key: NewKey) => call<KeyView>('POST', '/api/keys', { json: key }),
  inspectKey: (key: KeyChoice) => call<KeyView>('POST', '/api/keys/inspect', { json: { key } }),
  openKey: (key: KeyChoice) => call<KeyView>('POST', '/api/keys/open', { json: { key } }),
  checkKey: (key: KeyChoice) => call<KeyCheck>('POST', '/api/keys/check', { json: { key } }),
  keySheet: (key: KeyChoice) => call<KeySheet>('POST', '/api/keys/sheet', { json: { key } }),
  copyKey: (copy: KeyCopy) => call<KeyView>('POST', '/api/keys/copies', { json: copy }),
  keyPrinted: (id: string) => call<void>('POST', `/api/keys/${segment(id)}/printed`),
  inspectSealed: (path: string) => call<SealedView>('POST', '/api/sealed-files/inspect', { json: { path } }),
  sealedKey: (key: KeyChoice) => call<KeyView>('POST', '/api/sealed-files/key', { json: { key } }),
  trySealed: (tried: SealedTry) => call<void>('POST', '/api/sealed-files/try', { json: tried }),
  openSealed: (opening: SealedOpening, signal: AbortSignal) =>
    call<OpenedFile>('POST', '/api/sealed-files/open', { json: opening, signal }),
  renameKey: (id: string, name: string) => call<void>('POST', `/api/keys/${segment(id)}/rename`, { json: { name } }),
  protectKey: (id: string, passphrase: string | null, current?: string) =>
    call<void>('POST', `/api/keys/${segment(id)}/protect`, { json: { passphrase, ...(current && { current }) } }),
  chooseKey: (id: string) => call<void>('POST', `/api/keys/${segment(id)}/use`),
  forgetKeyPlace: (id: string) => call<void>('DELETE', `/api/keys/${segment(id)}/place`),
  quietKey: (id: string, days: number) => call<void>('POST', `/api/keys/${segment(id)}/quiet`, { json: { days } }),

  bringOver: (wanted: NewImport) => call<ImportView>('POST', '/api/imports', { json: wanted }),
  person: (who: PersonQuery, signal?: AbortSignal) =>
    call<PersonView>('GET', '/api/people/one', { query: who, signal }),
  people: (signal?: AbortSignal) => call<PeopleList>('GET', '/api/people', { signal }),
  acceptPerson: (acceptance: Acceptance) => call<void>('POST', '/api/people/accept', { json: acceptance }),
  changePassword: (change: NewPassword) => call<void>('POST', '/api/account/password', { json: change }),
  receivedShares: (signal?: AbortSignal) => call<ReceivedShares>('GET', '/api/shares/received', { signal }),
  givenShares: (signal?: AbortSignal) => call<GivenShares>('GET', '/api/shares/given', { signal }),
  share: (shares: NewShares) => call<TransferView>('POST', '/api/shares', { json: shares }),
  withdrawShares: (shares: Withdrawal['shares']) => call<void>('POST', '/api/shares/withdraw', { json: { shares } }),
  dropShares: (ids: readonly string[]) => call<void>('POST', '/api/shares/drop', { json: { ids } }),
  sharedAddresses: (ids: readonly string[]) => call<AddressList>('POST', '/api/shares/addresses', { json: { ids } }),
  links: (signal?: AbortSignal) => call<LinkList>('GET', '/api/links', { signal }),
  makeLink: (link: NewLink, signal?: AbortSignal) => call<MadeLink>('POST', '/api/links', { json: link, signal }),
  withdrawLink: (id: string) => call<void>('DELETE', `/api/links/${segment(id)}`),
  setLinkServer: (address: string | null) => call<LinkServer>('PUT', '/api/links/server', { json: { address } }),

  upload: (upload: NewUpload) => call<TransferView>('POST', '/api/uploads', { json: upload }),
  sendFile: (id: string, index: number, body: Blob, signal?: AbortSignal) =>
    call<void>('PUT', `/api/uploads/${segment(id)}/files/${index}`, { body, signal }),
  sendThumbnail: async (id: string, index: number, key: KeyChoice, body: Blob) =>
    call<void>('PUT', `/api/uploads/${segment(id)}/files/${index}/thumbnail`, { json: await thumbnailBody(key, body) }),
  putThumbnail: async (id: string, key: KeyChoice, body: Blob) =>
    call<void>('PUT', `/api/files/${segment(id)}/thumbnail`, { json: await thumbnailBody(key, body) }),
  download: (download: NewDownload) => call<TransferView>('POST', '/api/downloads', { json: download }),
  addresses: (request: NewAddresses) => call<AddressList>('POST', '/api/downloads/addresses', { json: request }),
  cancel: (transfer: Pick<TransferView, 'id' | 'kind'>) =>
    call<void>('DELETE', `/api/${transfer.kind}s/${segment(transfer.id)}`),
  pause: (id: string) => call<void>('POST', `/api/transfers/${segment(id)}/pause`),
  resume: (id: string) => call<void>('POST', `/api/transfers/${segment(id)}/resume`),
  retry: (id: string) => call<void>('POST', `/api/transfers/${segment(id)}/retry`),
  bandwidth: (signal?: AbortSignal) => call<BandwidthSetting>('GET', '/api/settings/bandwidth', { signal }),
  scan: (beginnings: ScanBeginnings, signal?: AbortSignal) =>
    call<ScannedFiles>('POST', '/api/scan', { json: beginnings, signal }),
  scanPaths: (paths: readonly string[], signal?: AbortSignal) =>
    lines<ScanLine>('POST', '/api/scan/paths', { json: { paths }, signal }),
  scanSetting: (signal?: AbortSignal) => call<ScanSetting>('GET', '/api/settings/scan', { signal }),
  setScan: (setting: ScanSetting) => call<void>('PUT', '/api/settings/scan', { json: setting }),
  setBandwidth: (limits: BandwidthSetting) => call<void>('PUT', '/api/settings/bandwidth', { json: limits }),
  sealing: (signal?: AbortSignal) => call<SealingSetting>('GET', '/api/settings/sealing', { signal }),
  setSealing: (setting: SealingSetting) => call<void>('PUT', '/api/settings/sealing', { json: setting }),
  folderSetting: (signal?: AbortSignal) => call<FolderSetting>('GET', '/api/settings/folders', { signal }),
  setFolders: (choice: FolderChoice) => call<void>('PUT', '/api/settings/folders', { json: choice }),
  removeFinished: (id: string) => call<void>('DELETE', `/api/transfers/${segment(id)}`),
  clearFinished: () => call<void>('DELETE', '/api/transfers/finished'),
};

/** Listens to what changes; the returned function stops it. */
export function listen(hear: {
  readonly transfer: (view: TransferView) => void;
  readonly files: () => void;
  readonly connected: (is: boolean) => void;
}): () => void {
  const source = new EventSource('/api/events');
  source.addEventListener('transfer', (event) => hear.transfer(JSON.parse(event.data as string) as TransferView));
  source.addEventListener('files', () => hear.files());
  source.addEventListener('ready', () => hear.connected(true));
  source.addEventListener('error', () => hear.connected(false));
  return () => source.close();
}
