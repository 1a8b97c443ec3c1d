import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { ring, type Visit } from './bell.ts';

const ANSWER_MS = 5000;

/** The server that runs with a home. Neither the local token nor a code: only who knocks at the bell is given one. */
export interface RunningNote {
  readonly url: string;
  readonly pid: number;
  /** SHA-256 of the server's public key, base64. */
  readonly keyHash: string;
  readonly bell: string;
  /** What the bell wants to hear; worthless when that process is gone. */
  readonly knock: string;
}

/** `running.json` in the home folder, readable by its owner alone: how a second start finds the first. */
export class RunningFile {
  readonly path: string;

  constructor(home: string) {
    this.path = join(home, 'running.json');
  }

  /** Rings at the server that is named here. @returns undefined where there is none; what was left of one is taken away */
  async visit(): Promise<Visit | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const note = parseNote(text);
    if (note !== undefined && isAlive(note.pid) && (await hasKey(note.url, note.keyHash))) {
      const visit = await ring(note.bell, note.knock);
      if (visit !== undefined) return visit;
    }
    await this.#take(text);
    if (note !== undefined && dirname(note.bell) === dirname(this.path)) await rm(note.bell, { force: true });
    return undefined;
  }

  /** @returns false where another server got here first */
  async publish(note: RunningNote): Promise<boolean> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const beside = this.#beside();
    await writeFile(beside, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    try {
      await link(beside, this.path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // A file system without links.
      await rename(beside, this.path);
      return true;
    } finally {
      await rm(beside, { force: true });
    }
  }

  /** Takes this server's note away, and no other's. */
  async withdraw({ knock }: RunningNote): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    if (text !== undefined && parseNote(text)?.knock === knock) await this.#take(text);
  }

  /** Removes the file if it still says this: another start may have put its own there meanwhile, which goes back. */
  async #take(text: string): Promise<void> {
    const aside = this.#beside();
    try {
      await rename(this.path, aside);
      if ((await readFile(aside, 'utf8')) !== text) await link(aside, this.path);
    } catch {
      // Somebody was quicker.
    } finally {
      await rm(aside, { force: true });
    }
  }

  #beside(): string {
    return `${this.path}.${randomBytes(8).toString('hex')}`;
  }
}

function parseNote(text: string): RunningNote | undefined {
  try {
    const { url, pid, keyHash, bell, knock } = JSON.parse(text) as Record<string, unknown>;
    const isWhole =
      [url, keyHash, bell, knock].every((value) => typeof value === 'string') && URL.canParse(String(url));
    return isWhole && Number.isSafeInteger(pid) && Number(pid) > 0
      ? ({ url, pid, keyHash, bell, knock } as RunningNote)
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether who answers there holds this key. */
function hasKey(url: string, keyHash: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    // The key decides; no authority vouches for a certificate that was made at a start.
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), rejectUnauthorized: false });
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(false));
    socket.once('secureConnect', () => {
      const { publicKey } = new X509Certificate(socket.getPeerCertificate().raw);
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      resolve(createHash('sha256').update(spki).digest('base64') === keyHash);
      socket.destroy();
    });
  });
}
