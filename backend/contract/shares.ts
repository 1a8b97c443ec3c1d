import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_TEXT } from './limits.ts';

const hexId = (description: string) => Type.String({ minLength: 32, maxLength: 32, description });
/** A file id, a dot, and the sender's account id. */
const shareId = () => Type.String({ minLength: 65, maxLength: 65 });
const name = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A file that somebody shares with this account; verified. */
export const ReceivedShareView = Type.Object({
  id: Type.String(),
  sender: Type.Object({
    id: Type.String(),
    username: name('Null where the sender told none.'),
    known: Type.Boolean({ description: 'Their words were compared. Before, it does not open.' }),
  }),
  path: Type.String({ description: 'As the sender called it when it was shared.' }),
  size: Type.Integer(),
  modified: Type.String({ description: 'ISO 8601.' }),
  shared: Type.String({ description: 'ISO 8601, by the clock of the bucket.' }),
  mediaType: Type.Optional(Type.String()),
});
export type ReceivedShareView = Static<typeof ReceivedShareView>;

/** A share that cannot be trusted, or whose sender cannot. */
export const RefusedShareView = Type.Object({
  id: Type.String(),
  sender: Type.Object({ id: Type.String(), username: name('') }),
  shared: Type.String(),
  code: Type.String(),
  message: Type.String(),
});
export type RefusedShareView = Static<typeof RefusedShareView>;

export const ReceivedShares = Type.Object({
  shares: Type.Array(ReceivedShareView),
  refused: Type.Array(RefusedShareView),
  more: Type.Boolean({ description: 'There are more than are listed.' }),
});
export type ReceivedShares = Static<typeof ReceivedShares>;

/** A file that this account shares. */
export const GivenShareView = Type.Object({
  file: Type.String({ description: 'File id.' }),
  recipient: Type.Object({ id: Type.String(), username: name('') }),
  path: name('Null where the file was deleted since.'),
  size: Type.Integer(),
  shared: Type.String(),
});
export type GivenShareView = Static<typeof GivenShareView>;
export const GivenShares = Type.Object({ shares: Type.Array(GivenShareView), more: Type.Boolean() });
export type GivenShares = Static<typeof GivenShares>;

/** Files and folders to be shared, as a transfer of kind `share`: what of them the key opens. */
export const NewShares = Type.Object({
  paths: Type.Array(Type.String({ minLength: 1, maxLength: MAX_TEXT }), { minItems: 1, maxItems: MAX_PATHS }),
  recipient: hexId('Account id; its words must have been compared.'),
  key: KeyChoice,
});
export type NewShares = Static<typeof NewShares>;

export const Withdrawal = Type.Object({
  shares: Type.Array(Type.Object({ file: hexId('File id.'), recipient: hexId('Account id.') }), {
    minItems: 1,
    maxItems: MAX_PATHS,
  }),
});
export type Withdrawal = Static<typeof Withdrawal>;

const ids = () => Type.Array(shareId(), { minItems: 1, maxItems: MAX_PATHS });
export const ShareIds = Type.Object({ ids: ids() });
export const ShareId = Type.Object({ id: shareId() });
export const SharedDownload = Type.Object({
  ids: ids(),
  to: Type.String({ minLength: 1, maxLength: MAX_TEXT, description: 'A folder of this computer.' }),
  force: Type.Optional(Type.Boolean({ description: 'Replace files that stand there.' })),
});
export type SharedDownload = Static<typeof SharedDownload>;
