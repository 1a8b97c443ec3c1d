import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_TEXT } from './limits.ts';
import { SealingChoice } from './sealing.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
/** Files that one upload of a browser may announce: each is then sent by itself. */
export const MAX_STREAMS = 20_000;
/** Largest announcement, in bytes: that many files with paths of 800 bytes each. */
export const MAX_ANNOUNCEMENT_BYTES = 16 * 2 ** 20;

/** A file that a browser will send: where it goes below the target folder, how long it is, when it was changed. */
export const StreamFile = Type.Object({
  path: path('Path below the folder: `Holiday/cat.png`.'),
  size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Bytes.' }),
  modified: Type.Integer({
    minimum: -8.64e15,
    maximum: 8.64e15,
    description: 'Unix milliseconds; before 1970 negative.',
  }),
});
export type StreamFile = Static<typeof StreamFile>;

/** `paths` of this computer, or `files` that the caller sends itself; one of the two. */
export const NewUpload = Type.Object({
  name: Type.Optional(path('What the transfer is called; else the name of what goes in.')),
  paths: Type.Optional(Type.Array(path('A file or folder of this computer.'), { minItems: 1, maxItems: MAX_PATHS })),
  without: Type.Optional(
    Type.Array(path('A file of this computer below one of the paths, which stays out.'), { maxItems: MAX_STREAMS }),
  ),
  files: Type.Optional(Type.Array(StreamFile, { minItems: 1, maxItems: MAX_STREAMS })),
  to: Type.Optional(
    Type.String({ maxLength: MAX_TEXT, description: 'Folder in the vault; the top where none is given.' }),
  ),
  key: KeyChoice,
  ...SealingChoice,
});
export type NewUpload = Static<typeof NewUpload>;

export const UploadStream = Type.Object({
  id: Type.String({ maxLength: MAX_TEXT }),
  index: Type.Integer({ minimum: 0, maximum: MAX_STREAMS }),
});

export const NewDownload = Type.Object({
  name: Type.Optional(path('What the transfer is called.')),
  paths: Type.Array(path('A path in the vault.'), { minItems: 1, maxItems: MAX_PATHS }),
  version: Type.Optional(Type.String({ maxLength: 32, description: 'File id: one version of one path.' })),
  to: path('A folder of this computer.'),
  key: KeyChoice,
  force: Type.Optional(Type.Boolean({ description: 'Replace files that stand there.' })),
});
export type NewDownload = Static<typeof NewDownload>;

/**
 * Asks for addresses from which a browser saves each file by itself; each works once, and until none of them was in use for a minute.
 * Together they are one transfer.
 */
export const NewAddresses = Type.Object({
  name: Type.Optional(path('What the transfer is called.')),
  paths: Type.Array(path('A path in the vault.'), { minItems: 1, maxItems: MAX_PATHS }),
  version: Type.Optional(Type.String({ maxLength: 32 })),
  key: KeyChoice,
});
export type NewAddresses = Static<typeof NewAddresses>;

export const AddressList = Type.Object({
  transfer: Type.String({ description: 'Id of the transfer, told of over /api/events.' }),
  addresses: Type.Array(Type.Object({ path: Type.String(), size: Type.Integer(), address: Type.String() })),
});
export type AddressList = Static<typeof AddressList>;

/**
 * `user`: somebody paused it. `network`: the bucket does not answer. `key`: its key file is not there, or is protected. `vault`: nobody is
 * logged in to its account. `window`: a window has not sent the bytes yet.
 */
const TransferReason = Type.Union([
  Type.Literal('user'),
  Type.Literal('network'),
  Type.Literal('key'),
  Type.Literal('vault'),
  Type.Literal('window'),
]);
export type TransferReason = Static<typeof TransferReason>;

/** Files in flight that are told of one by one: as many as a transfer has at once. */
export const MAX_ACTIVE = 16;

export const TransferView = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('upload'), Type.Literal('download'), Type.Literal('check'), Type.Literal('share')]),
  name: Type.String({ description: 'The file or folder it is about.' }),
  place: Type.String({
    description: 'Where it goes: a folder in the vault, or of this computer; empty where a browser saves.',
  }),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('paused'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  reason: Type.Union([TransferReason, Type.Null()], {
    description: 'Why it is paused or waits; null where it just waits its turn.',
  }),
  kept: Type.Boolean({
    description: 'Goes on by itself, also after a restart. Else a window sends or saves the bytes.',
  }),
  keyId: Type.Union([Type.String(), Type.Null()], {
    description: 'Id of the key it needs, where one key does it all.',
  }),
  started: Type.String({ description: 'ISO 8601.' }),
  ended: Type.Union([Type.String(), Type.Null()]),
  files: Type.Integer({ description: 'Files finished.' }),
  totalFiles: Type.Integer(),
  bytes: Type.Integer({ description: 'Bytes of content that have passed.' }),
  totalBytes: Type.Integer(),
  current: Type.Union([Type.String(), Type.Null()], { description: 'Path in the vault that is being worked on.' }),
  active: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer(), size: Type.Integer() }), {
    maxItems: MAX_ACTIVE,
    description: 'Files on their way just now.',
  }),
  speed: Type.Integer({ description: 'Bytes a second over the last seconds, 0 while unknown.' }),
  secondsLeft: Type.Union([Type.Integer(), Type.Null()], { description: 'Null while the speed is unknown.' }),
  failures: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })),
});
export type TransferView = Static<typeof TransferView>;

/** Slower than this nothing would ever end. */
const LEAST_BANDWIDTH = 1024;
const bandwidth = (description: string) =>
  Type.Union([Type.Null(), Type.Integer({ minimum: LEAST_BANDWIDTH, maximum: 2 ** 40 })], { description });

/** What all transfers of this computer together may send to and get from S3 buckets. */
export const BandwidthSetting = Type.Object({
  up: bandwidth('Bytes a second; null is no limit.'),
  down: bandwidth('Bytes a second; null is no limit.'),
});
export type BandwidthSetting = Static<typeof BandwidthSetting>;

export const TransferList = Type.Object({ transfers: Type.Array(TransferView) });
export const TransferId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
