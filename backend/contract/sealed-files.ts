import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_TEXT } from './limits.ts';

const path = (description: string) => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });

/** A sealed file of this computer that belongs to no vault. */
export const SealedPath = Type.Object({ path: path('A sealed file of this computer.') });

export const SealedView = Type.Object({
  key: Type.String({ description: 'Id of the key that opens it, 32 hex digits.' }),
  size: Type.Integer({ description: 'Bytes, sealed.' }),
});
export type SealedView = Static<typeof SealedView>;

export const SealedOpening = Type.Object({
  path: path('A sealed file of this computer.'),
  to: path('A folder of this computer; nothing in it is replaced.'),
  key: KeyChoice,
});
export type SealedOpening = Static<typeof SealedOpening>;

export const OpenedFile = Type.Object({ path: Type.String({ description: 'Where the content lies now.' }) });
export type OpenedFile = Static<typeof OpenedFile>;
