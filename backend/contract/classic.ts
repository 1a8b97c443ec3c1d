import { Type, type Static } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';
import { SealingChoice } from './sealing.ts';

const text = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
const secret = () => Type.String({ maxLength: MAX_SECRET });

/** The endpoints that other programs were written for. */
export const Credentials = Type.Object({ username: Type.String({ maxLength: MAX_TEXT }), password: secret() });

export const NewUser = Type.Object({
  username: Type.String({ maxLength: MAX_TEXT }),
  password: secret(),
  email: Type.Optional(Type.String({ maxLength: MAX_TEXT, description: 'Taken for old programs; not kept.' })),
});

export const CreatedUser = Type.Object({ id: Type.String() });
export const LogInToken = Type.Object({ token: Type.String() });

/** An account as it may be told: nothing of it opens anything, and nothing is a hash of a secret. */
export const AccountDetails = Type.Object({
  id: Type.String({ description: 'Account id, 32 hex digits.' }),
  username: Type.String(),
  created: Type.Union([Type.Null(), Type.String()], { description: 'ISO 8601, by the clock of the storage.' }),
  fingerprint: Type.String({ description: 'Of its public keys, 64 hex digits.' }),
  words: Type.String({ description: 'The fingerprint as six words.' }),
  files: Type.Integer({ description: 'In the vault, each path once.' }),
  bytes: Type.Integer({ description: 'Of their content.' }),
  trashed: Type.Integer({ description: 'Files in the trash.' }),
});

export const Health = Type.Object({ status: Type.Literal('ok') });
export const Filenames = Type.Array(Type.String());

export const UploadRequest = Type.Object({
  filepath: text('A file of this computer.'),
  keypath: Type.Optional(text('An existing key file.')),
  keylocation: Type.Optional(
    text('A folder, or a file name, where a new key file is written; never over an existing one.'),
  ),
  passphrase: Type.Optional(secret()),
  ...SealingChoice,
});
export type UploadRequest = Static<typeof UploadRequest>;

export const Uploaded = Type.Object({
  id: Type.String(),
  filename: Type.String({ description: 'Path in the vault.' }),
  keypath: Type.Union([Type.String(), Type.Null()], { description: 'Null where the key file came with the request.' }),
});
export type Uploaded = Static<typeof Uploaded>;

export const DownloadRequest = Type.Object({
  filename: text('Path in the vault.'),
  location: text('A folder of this computer, or a file name in one.'),
  keypath: text('The key file.'),
  passphrase: Type.Optional(secret()),
});
export type DownloadRequest = Static<typeof DownloadRequest>;

export const Downloaded = Type.Object({ path: Type.String() });
export const FileQuery = Type.Object({ filename: text('Path in the vault.') });
