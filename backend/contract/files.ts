import { Type, type Static } from 'typebox';
import { KeyChoice } from './keys.ts';
import { MAX_PATHS, MAX_TEXT } from './limits.ts';

const path = () => Type.String({ minLength: 1, maxLength: MAX_TEXT });

export const FileView = Type.Object({
  path: Type.String(),
  id: Type.String({ description: 'File id, 32 hex digits.' }),
  size: Type.Integer({ description: 'Bytes of content.' }),
  modified: Type.String({ description: 'ISO 8601.' }),
  key: Type.String({ description: 'Key id, 32 hex digits.' }),
  mediaType: Type.Optional(Type.String()),
});
export type FileView = Static<typeof FileView>;

/** A file that cannot be trusted or is not there. */
export const DamageView = Type.Object({
  id: Type.String(),
  code: Type.String({ description: 'tampered, vanished or rolled-back.' }),
  path: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
});

/** A file that this computer remembers otherwise than the bucket shows it. */
export const AlarmView = Type.Object({
  ...DamageView.properties,
  added: Type.String({ description: 'ISO 8601: when it came into the bucket.' }),
});
export type AlarmView = Static<typeof AlarmView>;
export const AlarmList = Type.Object({ alarms: Type.Array(AlarmView) });
export type AlarmList = Static<typeof AlarmList>;

/** What lies in a folder and all folders in it, added up. */
export const FolderSumView = Type.Object({
  path: Type.String(),
  count: Type.Integer({ description: 'Files, each counted once.' }),
  size: Type.Integer({ description: 'Bytes of their newest versions.' }),
  modified: Type.String({ description: 'ISO 8601, of the file changed last.' }),
  key: Type.Union([Type.String(), Type.Null()], {
    description: 'Key id of all of them; null where there are several.',
  }),
});
export type FolderSumView = Static<typeof FolderSumView>;

export const FolderQuery = Type.Object({
  folder: Type.Optional(Type.String({ maxLength: MAX_TEXT, description: 'The top where none is given.' })),
  recursive: Type.Optional(Type.Boolean()),
  trash: Type.Optional(Type.Boolean()),
  only: Type.Optional(Type.Literal('folders', { description: 'Leaves out files and damage.' })),
});
export type FolderQuery = Static<typeof FolderQuery>;

export const FolderBody = Type.Object({
  folders: Type.Array(Type.String()),
  files: Type.Array(FileView),
  damage: Type.Array(DamageView),
  sums: Type.Array(FolderSumView, {
    description: 'Of the folders in it, in their order; with `recursive` of every folder below it.',
  }),
});

export type FolderBody = Static<typeof FolderBody>;

export const PathQuery = Type.Object({ path: path() });
export const VersionList = Type.Object({ versions: Type.Array(FileView, { description: 'The newest last.' }) });
export type VersionList = Static<typeof VersionList>;
export const Move = Type.Object({ from: path(), to: path() });
export type Move = Static<typeof Move>;
/** One move, or several that are made one after the other until one fails. */
export const Moves = Type.Union([Move, Type.Object({ moves: Type.Array(Move, { minItems: 1, maxItems: MAX_PATHS }) })]);
export const PathList = Type.Object({
  paths: Type.Array(path(), {
    minItems: 1,
    maxItems: MAX_PATHS,
    description: 'With a slash at its end a path is a folder, also where a file has its name.',
  }),
});
export const Deletion = Type.Object({
  ...PathList.properties,
  trash: Type.Optional(
    Type.Boolean({ description: 'Only what lies in the trash; else what lives at a path goes before that.' }),
  ),
});

export const FileId = Type.Object({ id: Type.String({ minLength: 32, maxLength: 32 }) });
/** Base64 of 256 KiB. */
const MAX_PICTURE_TEXT = 349_528;
/** A small picture of a picture, for a file that is there. */
export const NewThumbnail = Type.Object({
  key: KeyChoice,
  picture: Type.String({ maxLength: MAX_PICTURE_TEXT, description: 'WebP of at most 256 KiB, base64.' }),
});
export type NewThumbnail = Static<typeof NewThumbnail>;
export const Verified = Type.Object({ at: Type.Union([Type.Null(), Type.String()], { description: 'ISO 8601.' }) });
