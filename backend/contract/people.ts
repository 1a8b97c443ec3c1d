import { Type, type Static } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';

const id = (description: string) => Type.String({ minLength: 32, maxLength: 32, description });
const username = () => Type.String({ minLength: 1, maxLength: MAX_TEXT });
const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** An account, and what this one knows of it. */
export const PersonView = Type.Object({
  id: id('Account id, 32 hex digits.'),
  username: orNull('Null where nobody told it.'),
  fingerprint: Type.String({ description: '64 hex digits.' }),
  words: Type.String({ description: 'The fingerprint as six words.' }),
  standing: Type.Union([
    Type.Literal('self'),
    Type.Literal('new', { description: 'Nobody has compared the words yet.' }),
    Type.Literal('known'),
    Type.Literal('changed', { description: 'The words are others than those that were compared.' }),
  ]),
  knownWords: orNull('With `changed`: the words that were compared.'),
});
export type PersonView = Static<typeof PersonView>;

export const PersonQuery = Type.Object({
  username: Type.Optional(username()),
  id: Type.Optional(id('Instead of a name.')),
});

export type PersonQuery = Static<typeof PersonQuery>;

/** Accounts whose words were compared. */
export const PeopleList = Type.Object({
  people: Type.Array(Type.Object({ id: Type.String(), username: orNull(''), words: Type.String() })),
});
export type PeopleList = Static<typeof PeopleList>;

/** Says that the words were compared and match. */
export const Acceptance = Type.Object({
  id: id('Account id.'),
  username: Type.Optional(username()),
  fingerprint: Type.String({ minLength: 64, maxLength: 64, description: 'What was compared, 64 hex digits.' }),
});
export type Acceptance = Static<typeof Acceptance>;

const password = () => Type.String({ minLength: 1, maxLength: MAX_SECRET });
export const NewPassword = Type.Object({
  current: password(),
  next: password(),
  rotateNames: Type.Optional(
    Type.Boolean({
      description: 'Draws a new key for names, and seals all names anew; Activity tells when that is done.',
    }),
  ),
});
export type NewPassword = Static<typeof NewPassword>;
