import type { BoxKey } from '../../keys/box.ts';
import { idBytes, parseJsonObject } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';

/** What whoever made a link wants to know of it later: names as they were picked, files and bytes in all, when (Unix milliseconds). */
export interface LinkNote {
  readonly names: readonly string[];
  readonly count: number;
  readonly bytes: number;
  readonly made: number;
}

/** Names that a note holds: enough to know the link again. */
export const MAX_NOTE_NAMES = 20;
/** Unix milliseconds as a Date takes them (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;
/** Notes grow in steps of this, so that their length tells little. Bytes. */
const PADDING_BYTES = 256;

/** Seals a note under a name key of its account (docs/format.md 5.4): to everybody else it is bytes like any other. */
export function sealNote(key: BoxKey, vaultId: string, linkId: string, note: LinkNote): Buffer {
  const text = Buffer.from(JSON.stringify({ ...note, names: note.names.slice(0, MAX_NOTE_NAMES) }), 'utf8');
  const padded = Buffer.alloc(Math.ceil(text.length / PADDING_BYTES) * PADDING_BYTES, ' ');
  text.copy(padded);
  return key.seal(associatedData(vaultId, linkId), padded);
}

/** @returns undefined where no key of this account opens it: the link is somebody else's */
export function openNote(
  keys: readonly BoxKey[],
  vaultId: string,
  linkId: string,
  box: Uint8Array,
): LinkNote | undefined {
  for (const key of keys) {
    try {
      return parseNote(key.open(associatedData(vaultId, linkId), box));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  return undefined;
}

function parseNote(bytes: Buffer): LinkNote | undefined {
  const json = parseJsonObject(bytes);
  if (json === undefined) return undefined;
  const { names, count, bytes: size, made } = json;
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (!areNames || ![count, size, made].every((value) => Number.isSafeInteger(value))) return undefined;
  // One that cannot be shown would take the whole list of links with it.
  if (Math.abs(made as number) > MAX_TIME) return undefined;
  return { names, count: count as number, bytes: size as number, made: made as number };
}

function associatedData(vaultId: string, linkId: string): Buffer {
  return Buffer.concat([Buffer.from('latchkey/v1/link-note', 'ascii'), idBytes(vaultId, linkId)]);
}
