import { Type, type Static } from 'typebox';
import { MAX_TEXT } from './limits.ts';

/** How segments are enciphered (docs/format.md 2.2), by the names people know. */
export const SuiteName = Type.Union([Type.Literal('cbc'), Type.Literal('cfb')], {
  description: 'AES-256 in CBC or in CFB with 128 bits of feedback; both with a tag over each segment.',
});
export type SuiteName = Static<typeof SuiteName>;

/** The e of docs/format.md 2.2. */
export const SegmentSize = Type.Integer({ minimum: 16, maximum: 22, description: 'A segment holds 2^segment bytes.' });

/** What one upload may say for itself; what it leaves out is what is set. */
export const SealingChoice = { suite: Type.Optional(SuiteName), segment: Type.Optional(SegmentSize) };

/** How new files of this computer are sealed; files that are there already stay as they are. */
export const SealingSetting = Type.Object({ suite: SuiteName, segment: SegmentSize });
export type SealingSetting = Static<typeof SealingSetting>;

export const FolderSetting = Type.Object({
  data: Type.String({ description: 'Where Latchkey keeps what this computer remembers. Chosen at its start.' }),
  temporary: Type.String({ description: 'Where what only passes through lies, sealed.' }),
  isUsual: Type.Boolean({ description: 'Whether that is where it lies unless somebody chooses otherwise.' }),
});
export type FolderSetting = Static<typeof FolderSetting>;

export const FolderChoice = Type.Object({
  temporary: Type.Union([Type.String({ minLength: 1, maxLength: MAX_TEXT }), Type.Null()], {
    description: 'A folder of this computer that is your own; null for the usual one.',
  }),
});
export type FolderChoice = Static<typeof FolderChoice>;
