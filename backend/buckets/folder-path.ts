/**
 * Keys and file names. What is promised where:
 *
 * - A component (what stands between slashes) of at most 240 characters of a-z 0-9 . _ ~ - is its own file name, so
 *   that a sealed file can be taken raw from the folder. So is one with capitals where it, or a component before it,
 *   begins with 32 hex digits and a dot: all of Latchkey's own keys (format 3).
 * - Everything else is percent-encoded, a character at a time: capitals elsewhere, non-ASCII, control and special
 *   characters, "%", a leading or trailing dot, the first letter of a name Windows reserves, the tilde of what looks
 *   like a Windows short name. An empty component is "%-". What is longer goes on in a folder below, whose parent's
 *   name ends with a bare "%".
 * - The mapping is the same on every system, so that a folder can be carried from one to another, and injective. Names
 *   that differ only in case come from different keys only below the same `<32 hex>.`; ids are drawn once, so nothing
 *   in Latchkey makes such a pair. Where the file system ignores case such a pair would be one object; elsewhere it is
 *   two.
 * - A file system's own limit for a whole path still counts (1,024 bytes on macOS, 4,096 on Linux): `invalid-key`.
 */
const MAX_PIECE = 240;
const OWN = /^[0-9a-f]{32}\./;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const SHORT_NAME = /^[^.]{1,6}~[0-9]{1,6}(?:\.|$)/;
const PLAIN = /^(?!\.)[a-z0-9._~-]{1,240}(?<!\.)$/;
const PLAIN_OWN = /^(?!\.)[A-Za-z0-9._~-]{1,240}(?<!\.)$/;
const ENCODED = /^(?!\.)(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/;
const EMPTY = '%-';
const CONTINUES = '%';

/** The names of the folders and, last, of the file that hold this key's object, below the bucket's root. */
export function fileNames(key: string): string[] {
  const names: string[] = [];
  let own = false;
  for (const component of key.split('/')) {
    own ||= OWN.test(component);
    if (isPlain(component, own)) {
      names.push(component);
      continue;
    }
    const pieces = cutPieces(component, own);
    pieces.forEach((piece, index) =>
      names.push(encodePiece(piece, own) + (index < pieces.length - 1 ? CONTINUES : '')),
    );
  }
  return names;
}

/** Part of a key, as a name tells it. `continues`: the component goes on in the folder of this name, no "/" follows. */
interface KeyPart {
  readonly text: string;
  readonly continues: boolean;
}

/**
 * The part of a key that a file or folder name stands for; undefined for a name no key has. A part alone does not show
 * whether the name is the one that {@link fileNames} gives: compare the whole path.
 */
export function keyPart(name: string): KeyPart | undefined {
  if (name === EMPTY) return { text: '', continues: false };
  const continues = name.endsWith(CONTINUES);
  const encoded = continues ? name.slice(0, -1) : name;
  if (!ENCODED.test(encoded)) return undefined;
  try {
    return { text: decodeURIComponent(encoded), continues };
  } catch {
    return undefined;
  }
}

function isPlain(component: string, own: boolean): boolean {
  return (own ? PLAIN_OWN : PLAIN).test(component) && !RESERVED.test(component) && !SHORT_NAME.test(component);
}

function cutPieces(component: string, own: boolean): string[] {
  if (component.length * 12 <= MAX_PIECE) return [component];
  const pieces: string[] = [];
  let piece = '';
  let length = 0;
  for (const character of component) {
    const width = encodeCharacter(character, own).length;
    if (length + width > MAX_PIECE) {
      pieces.push(piece);
      piece = '';
      length = 0;
    }
    piece += character;
    length += width;
  }
  pieces.push(piece);
  return pieces;
}

function encodePiece(piece: string, own: boolean): string {
  if (piece === '') return EMPTY;
  const characters = Array.from(piece);
  const last = characters.length - 1;
  const reserved = RESERVED.test(piece);
  const tilde = SHORT_NAME.test(piece) ? characters.indexOf('~') : -1;
  return characters
    .map((character, index) => {
      const dot = character === '.' && (index === 0 || index === last);
      return dot || index === tilde || (reserved && index === 0) ? percent(character) : encodeCharacter(character, own);
    })
    .join('');
}

function encodeCharacter(character: string, own: boolean): string {
  return (own ? /^[A-Za-z0-9._~-]$/ : /^[a-z0-9._~-]$/).test(character) ? character : percent(character);
}

function percent(character: string): string {
  return Array.from(Buffer.from(character), (byte) => '%' + byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}
