import { Type, type Static } from 'typebox';

/** Base64 of 32 bytes: a proof or a token. */
const secretBytes = (description: string) =>
  Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', minLength: 44, maxLength: 44, description });
/** Longest object key that any bucket takes, in characters (format 3.5). */
const MAX_OBJECT_KEY = 1024;

/** What a link's page and the server say to each other (format 5.4). Nothing of it opens or claims a link but proof and token. */
export const LinkId = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{32}$', minLength: 32, maxLength: 32, description: 'Link id, 32 hex digits.' }),
});
export type LinkId = Static<typeof LinkId>;

export const LinkKdf = Type.Object({
  name: Type.Literal('scrypt'),
  N: Type.Integer(),
  r: Type.Integer(),
  p: Type.Integer(),
  salt: Type.String({ description: 'Base64, 32 bytes.' }),
});
export type LinkKdf = Static<typeof LinkKdf>;

/** What may be seen of a link without claiming it; `used` and `expired` come without `kdf` and `box`. */
export const LinkState = Type.Object({
  state: Type.Union([Type.Literal('open'), Type.Literal('used'), Type.Literal('expired')]),
  expiry: Type.Integer({ description: 'Unix milliseconds.' }),
  downloads: Type.Integer({ description: 'How often it may be claimed.' }),
  left: Type.Integer({ description: 'How many claims are left.' }),
  kdf: Type.Optional(Type.Union([LinkKdf, Type.Null()], { description: 'Null where the link has no password.' })),
  box: Type.Optional(Type.String({ description: 'Base64; bound to vault, link, expiry and downloads.' })),
  vault: Type.String({ description: 'Vault id, 32 hex digits.' }),
});
export type LinkState = Static<typeof LinkState>;

export const LinkClaim = Type.Object({
  proof: secretBytes('Shows that the secret is known; base64, 32 bytes.'),
  token: secretBytes('Random, of the page’s own: the same token is the same claim; base64, 32 bytes.'),
});
export type LinkClaim = Static<typeof LinkClaim>;

export const LinkClaimed = Type.Object({
  n: Type.Integer({ description: 'Which of the downloads it is, from 0.' }),
  until: Type.Integer({ description: 'Unix milliseconds: until then the token opens the objects.' }),
});
export type LinkClaimed = Static<typeof LinkClaimed>;

export const LinkObject = Type.Object({
  key: Type.String({ minLength: 1, maxLength: MAX_OBJECT_KEY, description: 'Key of the object, below the prefix.' }),
});
export type LinkObject = Static<typeof LinkObject>;

/** The request header that carries the token, base64. */
export const LINK_CLAIM_HEADER = 'latchkey-claim';

/** Codes of refusals that a link's page meets; in its body as `code`. */
export const LINK_ERRORS = [
  'link-gone',
  'link-used',
  'link-expired',
  'wrong-proof',
  'no-claim',
  'object-gone',
] as const;
export type LinkErrorCode = (typeof LINK_ERRORS)[number];
