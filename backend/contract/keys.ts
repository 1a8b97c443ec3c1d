import { Type, type Static } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
const keyName = () => Type.String({ minLength: 1, maxLength: MAX_TEXT });
const count = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description });
const passphrase = () => Type.String({ minLength: 1, maxLength: MAX_SECRET });
/** A key file has at most 64 KiB; base64 makes it a third longer. */
const MAX_KEY_FILE_TEXT = 88_000;

/** Points at a key: by its file's path, by the file's bytes, or by the id of one that is known or open here. From another computer by the bytes alone. */
export const KeyChoice = Type.Object({
  path: Type.Optional(path('A key file of this computer.')),
  file: Type.Optional(Type.String({ maxLength: MAX_KEY_FILE_TEXT, description: 'The bytes of a key file, base64.' })),
  id: Type.Optional(Type.String({ maxLength: 32, description: 'Key id, 32 hex digits.' })),
  passphrase: Type.Optional(Type.String({ maxLength: MAX_SECRET })),
});
export type KeyChoice = Static<typeof KeyChoice>;

const KeyForm = Type.Union([Type.Literal('plain'), Type.Literal('protected'), Type.Literal('classic')]);

/** What may be shown of a key file; never the key. */
export const KeyView = Type.Object({
  path: Type.Union([Type.String(), Type.Null()], { description: 'Null where only the bytes came.' }),
  name: Type.String(),
  id: Type.String({ description: '32 hex digits.' }),
  fingerprint: Type.String({ description: 'As 4F2A-91CC.' }),
  created: Type.String({ description: 'ISO 8601; empty for a classic key file.' }),
  form: KeyForm,
});
export type KeyView = Static<typeof KeyView>;

/** A key this computer has met, or that files of the account need. */
export const KnownKey = Type.Object({
  id: Type.String(),
  fingerprint: Type.String(),
  name: Type.Union([Type.String(), Type.Null()], { description: 'Null where this computer never saw its file.' }),
  created: Type.String(),
  form: Type.Union([KeyForm, Type.Null()]),
  path: Type.Union([Type.String(), Type.Null()], { description: 'Where its file lay last; null where forgotten.' }),
  seen: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601.' }),
  present: Type.Boolean({ description: 'Its file is at that path now.' }),
  open: Type.Boolean({ description: 'It is in memory for this log-in: never for one from another computer.' }),
  lastUsed: Type.Boolean({
    description: 'The key that seals what is added next: the one that sealed last, or was chosen since.',
  }),
  files: count('Files that need it; null while the vault is away and was not listed before.'),
  bytes: count('Bytes of these files; null as `files`.'),
  older: count('Earlier versions, and files in the trash, that need it; null as `files`.'),
  quietUntil: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601: no warning before.' }),
  printed: Type.Union([Type.String(), Type.Null()], {
    description: 'ISO 8601: when its recovery sheet was printed last, as far as this computer knows.',
  }),
});
export type KnownKey = Static<typeof KnownKey>;

export const KnownKeys = Type.Object({
  keys: Type.Array(KnownKey),
  listed: Type.Boolean({
    description: 'The vault answered: keys that it needs and this computer never met are there.',
  }),
});
export type KnownKeys = Static<typeof KnownKeys>;

export const NewKey = Type.Object({
  location: path('A folder, or a file name in one; never over an existing file.'),
  name: keyName(),
  passphrase: Type.Optional(passphrase()),
  use: Type.Optional(Type.Boolean({ description: 'It seals what is added next; left out, it does.' })),
  cut: Type.Optional(Type.String({ maxLength: 32, description: 'Id of the key that was cut before; else a new one.' })),
});
export type NewKey = Static<typeof NewKey>;

/** A key that is shown before its file is saved; it opens and seals nothing yet. */
export const CutKey = Type.Object({
  id: Type.String({ description: '32 hex digits.' }),
  fingerprint: Type.String({ description: 'As 4F2A-91CC.' }),
});
export type CutKey = Static<typeof CutKey>;

/** A key for a window that keeps its file itself. */
export const KeyToDraw = Type.Object({ name: keyName(), passphrase: Type.Optional(passphrase()) });
export type KeyToDraw = Static<typeof KeyToDraw>;
export const DrawnKey = Type.Object({
  file: Type.String({ description: 'The bytes of the key file, base64; kept nowhere else.' }),
  fileName: Type.String(),
  key: KeyView,
});
export type DrawnKey = Static<typeof DrawnKey>;

/** A further file of a key that is there, or of one that came as bytes: from a recovery sheet. */
export const KeyCopy = Type.Object({
  key: KeyChoice,
  location: path('A folder, or a file name in one; never over an existing file.'),
});
export type KeyCopy = Static<typeof KeyCopy>;

/** What a recovery sheet shows: all of a key file, so that it can be made again from paper. */
export const KeySheet = Type.Object({
  key: KeyView,
  text: Type.String({
    description: 'The key file and a check, format 1.6: JSON, a member to a line. A protected one stays protected.',
  }),
  code: Type.String({ description: 'The same in ASCII and without space, for a QR code.' }),
});
export type KeySheet = Static<typeof KeySheet>;

export const KeyInspection = Type.Object({ key: KeyChoice });
export const KeyId = Type.Object({ id: Type.String({ maxLength: 32 }) });
export const KeyName = Type.Object({ name: keyName() });
export const KeyProtection = Type.Object({
  current: Type.Optional(passphrase()),
  passphrase: Type.Union([passphrase(), Type.Null()], { description: 'Null takes the passphrase off.' }),
});
export const KeyQuiet = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 365 }) });

/** Whether a key file still opens what it sealed: the header of each file, and every byte of the smallest. */
export const KeyCheck = Type.Object({
  key: KeyView,
  files: Type.Integer({ description: 'Files of the account that need this key.' }),
  opened: Type.Integer(),
  damaged: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })),
});
export type KeyCheck = Static<typeof KeyCheck>;
