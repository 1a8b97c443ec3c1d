import { Type, type Static } from 'typebox';
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

export const FolderQuery = Type.Object({
  folder: Type.Optional(Type.String({ maxLength: MAX_TEXT, description: 'The top where none is given.' })),
  recursive: Type.Optional(Type.Boolean()),
  trash: Type.Optional(Type.Boolean()),
});

export const FolderBody = Type.Object({
  folders: Type.Array(Type.String()),
  files: Type.Array(FileView),
  damage: Type.Array(DamageView),
});

export type FolderBody = Static<typeof FolderBody>;

export const PathQuery = Type.Object({ path: path() });
export const VersionList = Type.Object({ versions: Type.Array(FileView, { description: 'The newest last.' }) });
export type VersionList = Static<typeof VersionList>;
export const Move = Type.Object({ from: path(), to: path() });
export const PathList = Type.Object({ paths: Type.Array(path(), { minItems: 1, maxItems: MAX_PATHS }) });

export const FileId = Type.Object({ id: Type.String({ minLength: 32, maxLength: 32 }) });
export const Verified = Type.Object({ at: Type.Union([Type.Null(), Type.String()], { description: 'ISO 8601.' }) });
