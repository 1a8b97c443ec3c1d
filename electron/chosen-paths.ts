import { realpath } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { BridgeError } from './bridge-error.ts';

/** Paths that are remembered; the oldest makes room. */
const MAX_CHOSEN = 10_000;
/** Names that Windows takes for a device wherever they stand (and with any ending). */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

/** The paths that the user pointed at in this session, and what lies below them: the only ones that the window may name again. */
export class ChosenPaths {
  readonly #platform: NodeJS.Platform;
  readonly #realPath: (path: string) => Promise<string>;
  /** Where each path led when it was chosen. */
  readonly #real = new Map<string, string>();

  constructor(platform: NodeJS.Platform, realPath: (path: string) => Promise<string> = realpath) {
    this.#platform = platform;
    this.#realPath = realPath;
  }

  /** Remembers what a dialog or a drop gave. @param isNew a file that is to be made: its folder is there @throws BridgeError */
  async choose(path: string, isNew = false): Promise<void> {
    requirePlain(path, this.#platform);
    const system = pathOf(this.#platform);
    const real = isNew
      ? system.join(await this.#find(system.dirname(path)), system.basename(path))
      : await this.#find(path);
    const [oldest] = this.#real.keys();
    if (this.#real.size >= MAX_CHOSEN && oldest !== undefined) this.#real.delete(oldest);
    this.#real.set(path, real);
  }

  /**
   * Where a path of the window leads. A link below a chosen folder that leads out of it is refused like any other foreign path.
   * @throws BridgeError `path-trick` | `not-chosen` | `not-found`
   */
  async use(path: string): Promise<string> {
    requirePlain(path, this.#platform);
    const roots = [...this.#real].filter(([chosen]) => this.#isWithin(path, chosen));
    if (roots.length === 0) throw new BridgeError('not-chosen');
    const real = await this.#find(path);
    if (!roots.some(([, root]) => this.#isWithin(real, root))) throw new BridgeError('not-chosen');
    return real;
  }

  #isWithin(path: string, folder: string): boolean {
    const { sep } = pathOf(this.#platform);
    return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  }

  async #find(path: string): Promise<string> {
    try {
      return await this.#realPath(path);
    } catch (error) {
      throw new BridgeError('not-found', { cause: error });
    }
  }
}

/** A whole path that means what it says: no way up, no device, no stream, no prefix that turns the rules off. @throws BridgeError `path-trick` */
export function requirePlain(path: string, platform: NodeJS.Platform): void {
  const system = pathOf(platform);
  const isWhole = system.isAbsolute(path) && !path.includes('\0') && system.normalize(path) === path;
  if (!isWhole || (platform === 'win32' && !isPlainOnWindows(path))) throw new BridgeError('path-trick');
  if (path.endsWith(system.sep) && path !== system.parse(path).root) throw new BridgeError('path-trick');
}

function isPlainOnWindows(path: string): boolean {
  const drive = /^[a-z]:\\/i.exec(path) ?? /^\\\\[^\\?.][^\\]*\\[^\\]+\\/.exec(path);
  if (drive === null) return false;
  const segments = path.slice(drive[0].length).split('\\');
  return segments.every((name) => !name.includes(':') && !/[. ]$/.test(name) && !DEVICES.test(name));
}

function pathOf(platform: NodeJS.Platform) {
  return platform === 'win32' ? win32 : posix;
}
