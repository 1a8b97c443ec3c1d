import { Type } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });

/** What may be shown of a key file; never the key. */
export const KeyView = Type.Object({
  path: Type.String(),
  name: Type.String(),
  id: Type.String({ description: '32 hex digits.' }),
  fingerprint: Type.String({ description: 'As 4F2A-91CC.' }),
  created: Type.String({ description: 'ISO 8601; empty for a classic key file.' }),
  form: Type.Union([Type.Literal('plain'), Type.Literal('protected'), Type.Literal('classic')]),
});

export const NewKey = Type.Object({
  location: path('A folder, or a file name in one; never over an existing file.'),
  name: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
  passphrase: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_SECRET })),
});

export const KeyInspection = Type.Object({ path: path('A key file of this computer.') });
