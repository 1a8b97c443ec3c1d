import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_SECRET, MAX_TEXT } from './limits.ts';
import { TransferView } from './transfers.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
const secret = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: MAX_SECRET, description }));
/** Files told of one by one in an answer; of the others the number alone. */
export const MAX_TOLD = 1000;

/** Files of an older program that shall come into the vault (format 6). */
export const NewImport = Type.Object({
  program: Type.Union([Type.Literal('user-manager'), Type.Literal('flask-encryptor')]),
  paths: Type.Array(
    path('Files and folders of this computer; of the "Flask-Encryptor" its one folder of stored files.'),
    {
      minItems: 1,
      maxItems: MAX_PATHS,
    },
  ),
  oldKey: Type.Optional(KeyChoice),
  database: Type.Optional(path('The database of the "Flask-Encryptor": its SQLite file, or JSON.')),
  token: secret('Left out, the only one of the database.'),
  globalKey: secret('Left out, the one of the database.'),
  unchecked: Type.Optional(Type.Boolean({ description: 'Also where no file can tell a wrong key or token.' })),
  to: Type.Optional(
    Type.String({ maxLength: MAX_TEXT, description: 'Folder in the vault; the top where none is given.' }),
  ),
  key: KeyChoice,
});
export type NewImport = Static<typeof NewImport>;

/** What became of it. `wrong`: a file shows that key or token do not fit; `unchecked`: none could; then nothing is brought over. */
export const ImportView = Type.Object({
  outcome: Type.Union([Type.Literal('begun'), Type.Literal('wrong'), Type.Literal('unchecked'), Type.Literal('empty')]),
  transfer: Type.Union([TransferView, Type.Null()], {
    description: 'What brings them over, told of over /api/events.',
  }),
  total: Type.Integer({ description: 'Files that are brought over.' }),
  files: Type.Array(Type.Object({ file: Type.String(), path: Type.String({ description: 'Where it goes.' }) }), {
    maxItems: MAX_TOLD,
    description: 'The first of them.',
  }),
  left: Type.Array(Type.Object({ file: Type.String(), code: Type.String(), message: Type.String() }), {
    maxItems: MAX_TOLD,
    description:
      'Files that are not brought over, and why; `not-old` and `unknown` (to the database) were passed over.',
  }),
});
export type ImportView = Static<typeof ImportView>;
