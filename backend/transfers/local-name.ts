import { join } from 'node:path';
import type { VaultPath } from '../vault/path.ts';

/** Which names a system takes: `linux` anything but "/" and NUL, `darwin` no difference in case, `win32` neither case nor its devices. */
export type NameRules = 'linux' | 'darwin' | 'win32';

export function nameRulesOf(platform: NodeJS.Platform): NameRules {
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}

const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

/** One part of a vault path as this system can write it (format 3.4). */
export function localName(segment: string, rules: NameRules): string {
  if (rules !== 'win32') return segment;
  const mapped = segment.replace(/[<>:"|?*]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return DEVICES.test(mapped) ? `_${mapped}` : mapped;
}

/**
 * Finds a place of this computer for each path of a folder's download. Two paths never get one place: where their names fall together (case,
 * a mapped character, a file and a folder of one name), the later one is numbered (format 3.4).
 */
export class LocalPlaces {
  readonly #rules: NameRules;
  /** Local path of each vault folder placed so far, and what each local path is taken by. */
  readonly #places = new Map<string, string>();
  readonly #taken = new Map<string, string>();

  constructor(rules: NameRules) {
    this.#rules = rules;
  }

  /**
   * @param root folder of this computer
   * @param path relative to what is downloaded: `Holiday/cat.png`
   * @param above what was cut off in front of the path: two `cat.png` out of different folders are two files
   * @returns path below root, parts joined as the system does
   */
  place(root: string, path: string, above = ''): string {
    const segments = path.split('/');
    let [place, walked] = [root, ''];
    segments.forEach((segment, index) => {
      const kind = index === segments.length - 1 ? 'file' : 'folder';
      walked = `${walked}/${segment}`;
      place = this.#part(place, segment, `${kind}:${root}:${above}:${walked}`);
    });
    return place;
  }

  #part(folder: string, segment: string, owner: string): string {
    const known = this.#places.get(owner);
    if (known !== undefined) return known;
    const name = localName(segment, this.#rules);
    for (let number = 1; ; number += 1) {
      const place = join(folder, number === 1 ? name : numbered(name, number));
      const folded = this.#rules === 'linux' ? place : withoutCase(place);
      if (this.#taken.has(folded)) continue;
      this.#taken.set(folded, owner);
      this.#places.set(owner, place);
      return place;
    }
  }
}

/** Down, up and down again: some letters are one only as capitals (ſ and s, ς and σ), ẞ and ß only as small ones. */
function withoutCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

/** `cat.png` as `cat (2).png`. */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}

/** A vault path relative to the folder above what was asked for, so that a folder arrives as a folder. */
export function relativeTo(path: VaultPath, asked: VaultPath): string {
  return path.slice(asked.lastIndexOf('/') + 1);
}
