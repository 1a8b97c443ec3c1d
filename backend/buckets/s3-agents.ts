import { Agent as PlainAgent } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { authorities, untrusted } from './s3-trust.ts';
import type { TrustedCertificate } from './s3-trust.ts';

/** Enough for the parts of some files at once; a bucket's server need not like more from one client. */
const MAX_SOCKETS = 64;

/** No byte either way for so long: the other end is gone, or asleep for longer than anybody waits. */
const IDLE_MS = 60_000;

export interface S3Agents {
  readonly httpAgent: PlainAgent;
  readonly httpsAgent: Agent;
}

type Connected = (error: Error | null, socket: Duplex) => void;
type ConnectOptions = Parameters<Agent['createConnection']>[0];

/**
 * Connections that are kept and used again, at most {@link MAX_SOCKETS}, and ended when nothing comes any more. Over TLS nothing
 * is sent to a server that is not trusted.
 * @param idle for tests: how long nothing may come, ms
 */
export function s3Agents(trust: TrustedCertificate | undefined, idle = IDLE_MS): S3Agents {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo', timeout: idle } as const;
  return { httpAgent: new WatchingAgent(options), httpsAgent: new TrustingAgent(options, trust) };
}

class WatchingAgent extends PlainAgent {
  override createConnection(options: ConnectOptions, done?: Connected): Duplex | null | undefined {
    const socket = super.createConnection(options, done);
    if (socket instanceof Socket) {
      endWhenIdle(socket);
      giveBackRead(socket);
    }
    return socket;
  }
}

class TrustingAgent extends Agent {
  readonly #trust: TrustedCertificate | undefined;
  #context: SecureContext | undefined;

  constructor(options: AgentOptions, trust: TrustedCertificate | undefined) {
    super(options);
    this.#trust = trust;
  }

  /** Hands a connection over once its certificate was looked at. */
  override createConnection(options: ConnectOptions, done: Connected): undefined {
    // Made once: parsing hundreds of CAs takes longer than the handshake.
    this.#context ??= createSecureContext({ ca: authorities(this.#trust) });
    const socket = connect({ ...options, secureContext: this.#context, rejectUnauthorized: false } as never);
    endWhenIdle(socket);
    const fail = (error: Error): void => done(error, socket);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      // Asked for once: a second time it can be missing.
      const certificate = socket.getPeerX509Certificate();
      const isTrusted = socket.authorized || certificate?.fingerprint256 === this.#trust?.fingerprint;
      if (certificate !== undefined && isTrusted) {
        giveBackRead(socket);
        return done(null, socket);
      }
      socket.destroy();
      return fail(untrusted(certificate));
    });
    return undefined;
  }
}

/**
 * Gives the memory of each read back once it was parsed: what an answer's reader gets is a copy of Node's parser. Left to the garbage
 * collector, a gigabyte of it calls for dozens of full collections.
 */
function giveBackRead(socket: Socket): void {
  socket.on('data', ({ buffer, byteLength }: Buffer) => {
    if (byteLength === buffer.byteLength) queueMicrotask(() => void (buffer as ArrayBuffer).transfer(0));
  });
}

function endWhenIdle(socket: Socket): void {
  socket.on('timeout', () => {
    // A reader that takes its time is not the server's fault.
    if (socket.isPaused()) socket.setTimeout(socket.timeout ?? IDLE_MS);
    else socket.destroy(Object.assign(new Error('Nothing came for too long.'), { code: 'ETIMEDOUT' }));
  });
}
