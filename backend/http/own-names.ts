import { X509Certificate } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';
import type { Side } from './caller.ts';

/** Names of this server in the network, lower case, without those of its addresses; some with a port, where another one leads here. */
export type OwnNames = ReadonlySet<string>;

/** A certificate with more names is not of one server. */
const MAX_NAMES = 200;

/** @param cert PEM @param more names that the owner gives beside those of the certificate, each with a port or without */
export function ownNames(cert: string, more: readonly string[]): OwnNames {
  const { subjectAltName = '' } = new X509Certificate(cert);
  const told = subjectAltName.split(/,\s*/).flatMap((entry) => {
    const [, name, address] = /^(?:DNS:(.+)|IP Address:(.+))$/.exec(entry) ?? [];
    // Written out as the standard library does, "::1" has eight groups: nobody calls it so, and it is this computer anyway.
    return name ?? (address?.includes(':') === false ? address : []);
  });
  const names = [...told, ...more].map((name) => name.toLowerCase());
  // A name with a star stands for many; one that leads elsewhere could be among them. `--name` says which is meant.
  return new Set(names.filter((name) => !name.includes('*') && !isThisComputer(name)).slice(0, MAX_NAMES));
}

function isThisComputer(name: string): boolean {
  return name === 'localhost' || name.startsWith('127.') || name === '[::1]' || name === '::1';
}

/**
 * The name this server was called by, which must be one of its own: a website whose name was pointed at this computer (DNS rebinding)
 * calls it by the website's.
 * @returns as in the Host header, lower case
 * @throws HttpError `foreign-host`
 */
export function ownAuthority(request: FastifyRequest, side: Side, names: OwnNames | undefined): string {
  const { localAddress, localPort } = request.socket;
  const plain = localAddress?.replace(/^::ffff:(?=\d+\.)/i, '');
  const address = plain?.includes(':') === true ? `[${plain}]` : plain;
  const called = [address, ...(side === 'local' ? ['localhost'] : (names ?? []))];
  // Callers leave the port out where it is the one of https.
  const own = called.flatMap((name) => [`${name}:${localPort}`, ...(localPort === 443 ? [`${name}`] : [])]);
  // A name that was given with a port is called by that one.
  const withPort = side === 'remote' ? [...(names ?? [])].filter((name) => /[^:\]]:\d+$|\]:\d+$/.test(name)) : [];
  const host = request.headers.host?.toLowerCase();
  // A whole address in the request line would name a host of its own; nobody but a proxy is asked that way.
  if (host !== undefined && [...own, ...withPort].includes(host) && request.url.startsWith('/')) return host;
  throw new HttpError('foreign-host', 'This server does not go by that name.');
}
