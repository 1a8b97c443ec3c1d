import { PasswordWork } from '../../keys/password.ts';
import { startServer } from '../http/server.ts';
import { Home } from '../state/home.ts';
import { CommandError } from './command-error.ts';
import { printError, printLine, type Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly json?: true;
}

/** Answers over HTTPS until it is told to stop. */
export async function serve(terminal: Terminal, { host, port, json }: ServeOptions): Promise<void> {
  if (!isLoopback(host)) {
    const sentence = `${host} can be reached from other computers, which this version does not serve. Give 127.0.0.1, ::1 or localhost.`;
    throw new CommandError('usage', sentence);
  }
  const { folder, userFolder, platform, now, userId, signal } = terminal;
  const unexpected = (kind: string, frames: readonly string[]) =>
    printError(terminal, 'unexpected', `${kind}${frames.map((frame) => ` ${frame.trim()}`).join('')}`);
  const deps = {
    home: new Home(terminal.home),
    work: new PasswordWork(),
    folder,
    userFolder,
    platform,
    userId,
    now,
    unexpected,
  };
  const server = await startServer(deps, host, port).catch((error: NodeJS.ErrnoException) => {
    const why = LISTEN_FAULTS[error.code ?? ''];
    if (error.syscall === undefined || why === undefined) throw error;
    throw new CommandError('usage', `Port ${port} cannot be used on ${host}: ${why}.`);
  });
  const { url, fingerprint } = server;
  if (json) {
    printLine(terminal, JSON.stringify({ url, port: server.port, fingerprint, pid: process.pid }));
  } else {
    printLine(terminal, `Latchkey answers at ${url} until you press Ctrl-C.`);
    printLine(terminal, `Certificate, SHA-256: ${fingerprint}`);
  }
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([interrupted, server.stopAsked]);
  await server.close();
}

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is taken',
  EACCES: 'no permission',
  EADDRNOTAVAIL: 'this computer has no such address',
  ENOTFOUND: 'this computer has no such address',
  EAFNOSUPPORT: 'this computer has no such address',
};

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
