import { isIP, type Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Where a request comes from: from this computer itself, or from another one. */
export type Side = 'local' | 'remote';

/** Whoever asks, as it is shown to the account's owner: nothing of it proves anything. */
export interface Client {
  readonly side: Side;
  readonly address: string;
  /** What the device is called: by its own word, or after its program. */
  readonly device: string;
}

/** A device may say what it is called. */
export const DEVICE_HEADER = 'latchkey-device';
/** Longer is no name. Characters. */
const MAX_DEVICE = 60;

/** As much of a request as tells where it comes from. */
interface Connection {
  readonly socket: Pick<Socket, 'remoteAddress'>;
}

/** The address of a connection's other end; an IPv4 address inside an IPv6 one is that IPv4 address. */
export function addressOf({ socket }: Connection): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/**
 * Only the loopback network is this computer. A program here that goes by the computer's address in the network is told apart from one
 * elsewhere by nothing that holds, so it is remote.
 */
export function sideOf(request: Connection): Side {
  const address = addressOf(request);
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.')) ? 'local' : 'remote';
}

/** Whom to count failures against: in IPv6 one customer of a network has the last 64 bits to choose from (RFC 6177). */
export function networkOf(request: Connection): string {
  const address = addressOf(request);
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const gap = tail === undefined ? 0 : 8 - before!.length - after!.length;
  return [...before!, ...Array.from({ length: gap }, () => '0'), ...after!].slice(0, 4).join(':');
}

export function clientOf(request: FastifyRequest): Client {
  return { side: sideOf(request), address: addressOf(request), device: deviceOf(request.headers) };
}

/** @returns as "Chromium on Linux"; empty where nothing is said */
export function deviceOf(headers: FastifyRequest['headers']): string {
  const said = headers[DEVICE_HEADER];
  if (typeof said === 'string' && plain(said) !== '') return plain(said);
  const agent = headers['user-agent'] ?? '';
  const program = PROGRAMS.find(([mark]) => mark.test(agent))?.[1] ?? plain(agent.split(/[/ ]/)[0] ?? '');
  const system = SYSTEMS.find(([mark]) => mark.test(agent))?.[1];
  return system === undefined || program === '' ? program : `${program} on ${system}`;
}

function plain(text: string): string {
  const kept = text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '');
  return Array.from(kept.trim()).slice(0, MAX_DEVICE).join('');
}

/** Each claims to be those below it. */
const PROGRAMS = [
  [/\bElectron\//, 'Latchkey'],
  [/\bEdg\//, 'Edge'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrom(e|ium)\//, 'Chromium'],
  [/\bSafari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/\bWindows\b/, 'Windows'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bLinux\b/, 'Linux'],
] as const;
