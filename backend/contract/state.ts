import { Type, type Static } from 'typebox';
import { BucketAccess, BucketFault } from './buckets.ts';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';
import { SessionView } from './session.ts';

/** A place on this computer that is offered without being asked for. */
export const PlaceView = Type.Object({
  kind: Type.Union([Type.Literal('computer'), Type.Literal('documents'), Type.Literal('stick')]),
  path: Type.String(),
  label: Type.String({ description: "A stick's own name; empty for the others." }),
  freeBytes: Type.Integer(),
});
export type PlaceView = Static<typeof PlaceView>;

/** What the window needs to know before anybody has logged in. */
export const StateView = Type.Object({
  local: Type.Boolean({
    description:
      'The server runs on the computer of whoever asks. Else there are no places, and the vault is told after a log-in.',
  }),
  platform: Type.Union([Type.Literal('linux'), Type.Literal('darwin'), Type.Literal('win32')]),
  vault: Type.Union([
    Type.Null(),
    Type.Object({
      name: Type.String({ description: 'What the vault is called here: the last part of its place.' }),
      place: Type.String({ description: 'As it is shown: a folder, or s3://bucket/folder.' }),
      storage: Type.Union([Type.Literal('folder'), Type.Literal('bucket')]),
      user: Type.String({ description: 'Who logged in here last.' }),
      reachable: Type.Boolean(),
      since: Type.Union([Type.Null(), Type.String()], { description: 'ISO 8601, when the place was lost.' }),
      fault: Type.Union([Type.Null(), BucketFault], {
        description: 'Why it cannot be reached, as far as it is known.',
      }),
    }),
  ]),
  session: Type.Union([Type.Null(), SessionView]),
  vaultPlace: PlaceView,
  keyPlaces: Type.Array(PlaceView),
});
export type StateView = Static<typeof StateView>;

/** Makes a vault, or opens one that is there. `join` says which of the two is meant, so that neither happens by a slip. */
export const NewVault = Type.Object({
  place: Type.String({
    minLength: 1,
    maxLength: MAX_TEXT,
    description: 'A folder of this computer, or s3://bucket/folder?endpoint=…&region=….',
  }),
  access: Type.Optional(BucketAccess),
  join: Type.Boolean(),
  newName: Type.Optional(
    Type.Boolean({
      description: 'With `join`: makes an account of a name that the vault does not know, which is refused otherwise.',
    }),
  ),
  username: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
  password: Type.String({ minLength: 1, maxLength: MAX_SECRET }),
});
export type NewVault = Static<typeof NewVault>;
