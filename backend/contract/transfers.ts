import { Type, type Static } from 'typebox';
import { MAX_PATHS, MAX_SECRET, MAX_TEXT } from './limits.ts';

const path = () => Type.String({ minLength: 1, maxLength: MAX_TEXT });

/** Points at a key file of this computer. */
export const KeyChoice = Type.Object({
  path: path(),
  passphrase: Type.Optional(Type.String({ maxLength: MAX_SECRET })),
});
export type KeyChoice = Static<typeof KeyChoice>;

export const NewUpload = Type.Object({
  paths: Type.Array(path(), { minItems: 1, maxItems: MAX_PATHS, description: 'Files and folders of this computer.' }),
  to: Type.Optional(Type.String({ maxLength: MAX_TEXT, description: 'Folder in the vault.' })),
  key: KeyChoice,
});

export const NewDownload = Type.Object({
  paths: Type.Array(path(), { minItems: 1, maxItems: MAX_PATHS, description: 'Paths in the vault.' }),
  to: path(),
  key: KeyChoice,
  force: Type.Optional(Type.Boolean({ description: 'Replace files that stand there.' })),
});

export const TransferView = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('upload'), Type.Literal('download')]),
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')]),
  files: Type.Integer({ description: 'Files finished.' }),
  bytes: Type.Integer({ description: 'Bytes of content that have passed.' }),
  totalBytes: Type.Integer(),
  current: Type.Union([Type.String(), Type.Null()], { description: 'Path in the vault that is being worked on.' }),
  failures: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })),
});
export type TransferView = Static<typeof TransferView>;

export const TransferList = Type.Object({ transfers: Type.Array(TransferView) });
export const TransferId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
