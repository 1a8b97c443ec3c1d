import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_SECRET, MAX_TEXT } from './limits.ts';

const MINUTE_MS = 60 * 1000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
/** More are no longer a link for somebody, but a publication. */
const MAX_DOWNLOADS = 100;

export const NewLink = Type.Object({
  paths: Type.Array(Type.String({ minLength: 1, maxLength: MAX_TEXT, description: 'A path in the vault.' }), {
    minItems: 1,
    maxItems: MAX_PATHS,
  }),
  key: KeyChoice,
  downloads: Type.Integer({ minimum: 1, maximum: MAX_DOWNLOADS, description: 'How often it may be used.' }),
  lasts: Type.Integer({ minimum: MINUTE_MS, maximum: YEAR_MS, description: 'Milliseconds until it expires.' }),
  password: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_SECRET })),
});
export type NewLink = Static<typeof NewLink>;

export const MadeLink = Type.Object({
  id: Type.String({ description: 'Link id, 32 hex digits.' }),
  address: Type.String({ description: 'The whole address with its secret, which is kept nowhere: shown once.' }),
});
export type MadeLink = Static<typeof MadeLink>;

/** A link of this account. Times are ISO 8601. */
export const LinkView = Type.Object({
  id: Type.String(),
  names: Type.Array(Type.String(), { description: 'Paths as they were picked; the first few.' }),
  count: Type.Integer({ description: 'Files.' }),
  bytes: Type.Integer(),
  made: Type.String(),
  expiry: Type.String(),
  downloads: Type.Integer(),
  used: Type.Integer(),
  state: Type.Union([Type.Literal('open'), Type.Literal('used'), Type.Literal('expired')]),
  protected: Type.Boolean({ description: 'It wants a password as well.' }),
});
export type LinkView = Static<typeof LinkView>;

export const LinkServer = Type.Object({
  address: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: MAX_TEXT })], {
    description: 'https://name or https://name:port of a Latchkey server that others reach and that serves this vault.',
  }),
});
export type LinkServer = Static<typeof LinkServer>;

export const LinkList = Type.Object({
  links: Type.Array(LinkView, { description: 'The newest first.' }),
  server: Type.Union([Type.Null(), Type.String()], {
    description: 'Where new links point; null where none is set: then they open on this computer alone.',
  }),
});
export type LinkList = Static<typeof LinkList>;
