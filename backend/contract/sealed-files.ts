import { Type, type Static } from 'typebox';
import { KeyChoice, KnownKey } from './keys.ts';
import { MAX_TEXT } from './limits.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
const sealedPath = () => path('A sealed file of this computer.');

/** A sealed file of this computer that belongs to no vault. */
export const SealedPath = Type.Object({ path: sealedPath() });

export const SealedView = Type.Object({
  key: Type.Union([Type.String(), Type.Null()], {
    description: 'Id of the key that opens it, 32 hex digits; null for a file of the "User Manager", which names none.',
  }),
  size: Type.Integer({ description: 'Bytes, sealed.' }),
  content: Type.String({ description: 'The name that its content will have.' }),
  known: Type.Union([KnownKey, Type.Null()], { description: 'What this computer remembers of that key, if anything.' }),
});
export type SealedView = Static<typeof SealedView>;

/** A key for a sealed file, to be tried on it. */
export const SealedTry = Type.Object({ path: sealedPath(), key: KeyChoice });
export type SealedTry = Static<typeof SealedTry>;

export const SealedOpening = Type.Object({
  path: sealedPath(),
  to: path('A folder of this computer; nothing in it is replaced.'),
  key: KeyChoice,
});
export type SealedOpening = Static<typeof SealedOpening>;

export const OpenedFile = Type.Object({
  path: Type.String({ description: 'Where the content lies now.' }),
  old: Type.Boolean({ description: 'Of the "User Manager": whether somebody altered it before, nothing can tell.' }),
});
export type OpenedFile = Static<typeof OpenedFile>;
