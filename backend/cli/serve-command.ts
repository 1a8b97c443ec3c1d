import { isIPv6 } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { PasswordWork } from '../../keys/password.ts';
import { hangBell } from '../http/bell.ts';
import { CertificateError, givenCertificate } from '../http/kept-certificate.ts';
import { RunningFile } from '../http/running.ts';
import { startServer, type RemoteServing } from '../http/server.ts';
import { Home } from '../state/home.ts';
import { CommandError } from './command-error.ts';
import { printError, printLine, type Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly json?: true;
  /** The owner's own certificate and its key: paths of PEM files. */
  readonly cert?: string;
  readonly certKey?: string;
  /** Names by which other computers call this one. */
  readonly name?: readonly string[];
}

/** Answers over HTTPS until it is told to stop: this computer, or others as well where the host is one of the network's. */
export async function serve(terminal: Terminal, options: ServeOptions): Promise<void> {
  const { host, port, json } = options;
  const remote = await remoteOf(terminal, options);
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
    rendererFolder: terminal.rendererFolder,
    remote,
  };
  const server = await startServer(deps, host, port).catch((error: NodeJS.ErrnoException) => {
    const why = LISTEN_FAULTS[error.code ?? ''];
    if (error.syscall === undefined || why === undefined) throw error;
    throw new CommandError('usage', `Port ${port} cannot be used on ${host}: ${why}.`);
  });
  const { url, fingerprint, keyHash, localToken } = server;
  const invite = () => ({ url: ownUrl(url), fingerprint, keyHash, code: localToken.newCode() });
  const bell = await hangBell(terminal.home, tmpdir(), platform, invite);
  const note = { url: ownUrl(url), pid: process.pid, keyHash, bell: bell.path, knock: bell.knock };
  const running = new RunningFile(terminal.home);
  // Where another one of this home runs already, that one is found.
  await running.visit().then((visit) => visit?.leave());
  await running.publish(note);
  if (json) {
    printLine(terminal, JSON.stringify({ url, port: server.port, fingerprint, pid: process.pid }));
  } else {
    printLine(terminal, `Latchkey answers at ${url} until you press Ctrl-C.`);
    printLine(terminal, `Certificate, SHA-256: ${fingerprint}`);
    if (remote !== undefined) {
      printLine(terminal, 'Whoever connects compares this number before the first log-in. It stays the same.');
      for (const address of addressesFor(host))
        printLine(terminal, `Other computers: https://${address}:${server.port}`);
      if (terminal.rendererFolder === undefined)
        printLine(terminal, 'The window is not built here ("npm run build"): only programs are answered.');
    }
  }
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([interrupted, server.stopAsked]);
  await running.withdraw(note);
  await bell.close();
  await server.close();
}

/** As this computer itself calls it: only the loopback network is trusted with the local token. */
function ownUrl(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** Undefined where this computer alone is served. @throws CommandError `usage` */
async function remoteOf(
  terminal: Terminal,
  { host, cert, certKey, name = [] }: ServeOptions,
): Promise<RemoteServing | undefined> {
  if ((cert === undefined) !== (certKey === undefined))
    throw new CommandError('usage', 'Give --cert and --cert-key together, or neither.');
  if (isLoopback(host)) {
    if (cert === undefined && name.length === 0) return undefined;
    throw new CommandError('usage', `${host} is this computer alone: --cert and --name are for a host of the network.`);
  }
  if ((await new Home(terminal.home).settings()) === undefined)
    throw new CommandError('usage', 'There is no vault to serve yet. Make or join one with "latchkey init" first.');
  if (cert === undefined || certKey === undefined) return { names: name };
  const [certPath, keyPath] = [resolve(terminal.folder, cert), resolve(terminal.folder, certKey)];
  const certificate = await givenCertificate(certPath, keyPath).catch((error: unknown) => {
    throw error instanceof CertificateError ? new CommandError('usage', error.message) : error;
  });
  return { names: name, certificate };
}

/** What other computers can call: where all interfaces are listened on, each of their addresses. */
function addressesFor(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [isIPv6(host) ? `[${host}]` : host];
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const fits = all.filter(({ internal, family, address }) => {
    return !internal && (family === 'IPv4' || (host === '::' && !address.startsWith('fe80')));
  });
  return fits.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address));
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
