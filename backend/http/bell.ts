import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Systems refuse longer addresses of sockets: 104 bytes with the ending zero on macOS, 108 on Linux. */
const MAX_SOCKET_PATH = 103;
/** Time to answer a ring: both ends are on this computer. */
const ANSWER_MS = 5000;
const MAX_LINE = 4096;

/** What a second start needs to open a window onto the running server. */
export interface Invitation {
  readonly url: string;
  readonly fingerprint: string;
  readonly keyHash: string;
  /** For the local token, valid once. */
  readonly code: string;
}

/** Where a second start of the same user asks for an invitation. Each that was let in stays connected while its window is open. */
export interface Bell {
  /** A socket's path, or a named pipe's. */
  readonly path: string;
  /** Must be said first; kept where only the user can read it. */
  readonly knock: string;
  /** Resolves when nobody is connected. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** @param temporary for a home whose path is too long for a socket */
export async function hangBell(
  home: string,
  temporary: string,
  platform: NodeJS.Platform,
  invite: () => Invitation,
): Promise<Bell> {
  const knock = randomBytes(32).toString('base64url');
  const name = `bell-${randomBytes(8).toString('hex')}`;
  let path = platform === 'win32' ? `\\\\.\\pipe\\latchkey-${name}` : join(home, name);
  const isLong = platform !== 'win32' && Buffer.byteLength(path) > MAX_SOCKET_PATH;
  if (isLong) path = join(await mkdtemp(join(temporary, 'latchkey-')), 'bell');
  const guests = new Set<Socket>();
  let whenQuiet = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    firstLine(socket, (line) => {
      if (!isSame(line, knock)) return socket.destroy();
      socket.setTimeout(0);
      guests.add(socket);
      socket.once('close', () => {
        guests.delete(socket);
        if (guests.size === 0) whenQuiet.resolve();
      });
      return socket.write(`${JSON.stringify(invite())}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  if (platform !== 'win32') await chmod(path, 0o600);
  return {
    path,
    knock,
    async quiet() {
      while (guests.size > 0) {
        whenQuiet = Promise.withResolvers<void>();
        await whenQuiet.promise;
      }
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of guests) socket.destroy();
      await closed;
      if (isLong) await rm(dirname(path), { recursive: true, force: true });
    },
  };
}

/** Being let in by a running server. */
export interface Visit {
  readonly invitation: Invitation;
  /** The server's end. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** @returns undefined where nobody answers, or not in time */
export function ring(path: string, knock: string): Promise<Visit | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(undefined));
    firstLine(socket, (line) => {
      socket.setTimeout(0);
      resolve({ invitation: JSON.parse(line) as Invitation, ended, leave: () => socket.destroy() });
    });
    socket.write(`${knock}\n`);
  });
}

function firstLine(socket: Socket, heard: (line: string) => void): void {
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_LINE) socket.destroy();
  });
  createInterface({ input: socket })
    .once('line', heard)
    .on('error', () => undefined);
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
