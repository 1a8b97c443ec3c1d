import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_TEXT } from './limits.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
/** Files that one upload of a browser may announce: each is then sent by itself. */
export const MAX_STREAMS = 20_000;
/** Largest announcement, in bytes: that many files with paths of 800 bytes each. */
export const MAX_ANNOUNCEMENT_BYTES = 16 * 2 ** 20;

/** A file that a browser will send: where it goes below the target folder, how long it is, when it was changed. */
export const StreamFile = Type.Object({
  path: path('Path below the folder: `Holiday/cat.png`.'),
  size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Bytes.' }),
  modified: Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'Unix milliseconds.' }),
});
export type StreamFile = Static<typeof StreamFile>;

/** `paths` of this computer, or `files` that the caller sends itself; one of the two. */
export const NewUpload = Type.Object({
  name: Type.Optional(path('What the transfer is called; else the name of what goes in.')),
  paths: Type.Optional(Type.Array(path('A file or folder of this computer.'), { minItems: 1, maxItems: MAX_PATHS })),
  files: Type.Optional(Type.Array(StreamFile, { minItems: 1, maxItems: MAX_STREAMS })),
  to: Type.Optional(
    Type.String({ maxLength: MAX_TEXT, description: 'Folder in the vault; the top where none is given.' }),
  ),
  key: KeyChoice,
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

/** Asks for addresses from which a browser saves each file by itself; each works once and for a minute. */
export const NewAddresses = Type.Object({
  paths: Type.Array(path('A path in the vault.'), { minItems: 1, maxItems: MAX_PATHS }),
  version: Type.Optional(Type.String({ maxLength: 32 })),
  key: KeyChoice,
});
export type NewAddresses = Static<typeof NewAddresses>;

export const AddressList = Type.Object({
  addresses: Type.Array(Type.Object({ path: Type.String(), size: Type.Integer(), address: Type.String() })),
});
export type AddressList = Static<typeof AddressList>;

export const TransferView = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('upload'), Type.Literal('download'), Type.Literal('check')]),
  name: Type.String({ description: 'The file or folder it is about.' }),
  place: Type.String({ description: 'Where it goes: a folder in the vault, or of this computer.' }),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  started: Type.String({ description: 'ISO 8601.' }),
  ended: Type.Union([Type.String(), Type.Null()]),
  files: Type.Integer({ description: 'Files finished.' }),
  totalFiles: Type.Integer(),
  bytes: Type.Integer({ description: 'Bytes of content that have passed.' }),
  totalBytes: Type.Integer(),
  current: Type.Union([Type.String(), Type.Null()], { description: 'Path in the vault that is being worked on.' }),
  failures: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })),
});
export type TransferView = Static<typeof TransferView>;

export const TransferList = Type.Object({ transfers: Type.Array(TransferView) });
export const TransferId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
