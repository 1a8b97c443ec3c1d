import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What this computer remembers of its vault. Nothing here opens the keyring. */
export interface HomeSettings {
  /** Where the vault lies: a folder's whole path, or the address of a bucket, which holds no secret. */
  readonly bucket: string;
  /** The vault's id, 32 hex digits: another one in the bucket means that the vault was exchanged. */
  readonly vault: string;
  /** Who uses this computer: the name the terminal logs in with. */
  readonly user: string;
  /** Highest revision seen of each account's record, by account id: a lower one is a rollback (docs/format.md 5.2). */
  readonly accounts: Readonly<Record<string, number>>;
}

const SETTINGS = 'latchkey.json';
const MAX_SETTINGS_BYTES = 1024 * 1024;

/** `damaged-home`: the settings cannot be read; they are never overwritten on a guess. `unusable`: the folder cannot be written. */
export class HomeError extends Error {
  override readonly name = 'HomeError';
  readonly code: 'damaged-home' | 'unusable';

  constructor(code: 'damaged-home' | 'unusable', sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** The folder where local state lives, readable by its owner alone. */
export class Home {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the vault goes that is made without being told where. */
  get defaultBucket(): string {
    return join(this.folder, 'vault');
  }

  /** Undefined before the first `init`. @throws HomeError */
  async settings(): Promise<HomeSettings | undefined> {
    const path = join(this.folder, SETTINGS);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new HomeError('damaged-home', `${path} cannot be read.`, { cause: error });
    });
    if (text === undefined) return undefined;
    const settings = text.length <= MAX_SETTINGS_BYTES ? parseSettings(text) : undefined;
    if (settings === undefined) {
      throw new HomeError(
        'damaged-home',
        `${path} is damaged. Move it away and run "latchkey init" again; no file in the vault is touched.`,
      );
    }
    return settings;
  }

  /** All or nothing, durable. @throws HomeError `unusable` */
  async remember(settings: HomeSettings): Promise<void> {
    try {
      await this.#write(settings);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new HomeError('unusable', `Nothing can be kept in ${this.folder} (${code ?? 'unknown reason'}).`, {
        cause: error,
      });
    }
  }

  async #write(settings: HomeSettings): Promise<void> {
    const path = join(await this.made(), SETTINGS);
    const beside = `${path}.${randomBytes(8).toString('hex')}`;
    const handle = await open(beside, 'wx', 0o600);
    try {
      try {
        await handle.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }

  /** The folder itself, made where it is missing. @returns its path */
  async made(): Promise<string> {
    await this.#make(this.folder);
    return this.folder;
  }

  get usualTemporaryFolder(): string {
    return join(this.folder, 'tmp');
  }

  /** A folder for what is only passing through, sealed; made where it is missing. */
  async temporaryFolder(): Promise<string> {
    await this.made();
    await this.#make(this.usualTemporaryFolder);
    return this.usualTemporaryFolder;
  }

  async #make(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}

function parseSettings(text: string): HomeSettings | undefined {
  try {
    const { bucket, vault, user, accounts } = JSON.parse(text) as Record<string, unknown>;
    const strings = [bucket, vault, user].every((value) => typeof value === 'string' && value !== '');
    const isRecord = typeof accounts === 'object' && accounts !== null;
    if (!strings || !isRecord || !Object.values(accounts).every(Number.isSafeInteger)) return undefined;
    return { bucket, vault, user, accounts } as HomeSettings;
  } catch {
    return undefined;
  }
}
