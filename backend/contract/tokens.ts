import { Type, type Static } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const Scope = Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('share')]);
export type Scope = Static<typeof Scope>;

/** A token for scripts, as its owner sees it. Times are ISO 8601. */
export const TokenView = Type.Object({
  id: Type.String({ description: 'Names the token; opens nothing. 16 hex digits.' }),
  name: Type.String(),
  scope: Type.Array(Scope),
  created: Type.String(),
  expires: Type.String(),
  expired: Type.Boolean(),
  used: Type.Union([Type.Null(), Type.String()], { description: 'To the minute; null where it never was.' }),
});
export type TokenView = Static<typeof TokenView>;

export const TokenList = Type.Object({ tokens: Type.Array(TokenView, { description: 'The newest first.' }) });
export type TokenList = Static<typeof TokenList>;

export const NewToken = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 240, description: 'What its acts are shown under.' }),
  scope: Type.Array(Scope, { minItems: 1, maxItems: 3, uniqueItems: true }),
  lasts: Type.Optional(
    Type.Integer({
      minimum: 10 * MINUTE_MS,
      maximum: 365 * DAY_MS,
      description: 'Milliseconds until it expires; 90 days where left out.',
    }),
  ),
  password: Type.String({
    minLength: 1,
    maxLength: MAX_SECRET,
    description: 'Of the account: a token outlives the log-in.',
  }),
});
export type NewToken = Static<typeof NewToken>;

export const MadeToken = Type.Object({
  token: Type.String({ description: 'The token itself, which is kept nowhere: shown once.' }),
  view: TokenView,
});
export type MadeToken = Static<typeof MadeToken>;

export const TokenId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
