import { createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { HttpError } from './http-error.ts';

/** Nobody waits longer for a server that does not answer. */
const ANSWER_MS = 8_000;

/** A server on another computer, as its certificate tells it; nobody vouches for it but who compares the fingerprint. */
export interface FarServer {
  readonly url: string;
  /** SHA-256 of its certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  /** SHA-256 of its public key, base64: what Chromium pins. */
  readonly keyHash: string;
}

/** Fetches the certificate that answers at an address. Nothing else is sent or read. @throws HttpError `invalid-request` | `no-server` */
export async function lookAtServer(address: string): Promise<FarServer> {
  const url = toServerUrl(address);
  const { hostname, port } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const silent = new HttpError('no-server', `Nothing that speaks HTTPS answers at ${url.host}.`);
  const raw = await new Promise<Buffer>((resolve, reject) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
    });
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    socket.once('secureConnect', () => {
      const { raw: bytes } = socket.getPeerCertificate();
      if (bytes !== undefined) resolve(bytes);
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(timer);
      reject(silent);
    });
  });
  const certificate = new X509Certificate(raw);
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const keyHash = createHash('sha256').update(spki).digest('base64');
  return { url: url.origin, fingerprint: certificate.fingerprint256, keyHash };
}

/** @throws HttpError `invalid-request` */
function toServerUrl(address: string): URL {
  const text = address.trim();
  const full = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.password === '';
  if (isPlain && url.protocol === 'https:' && /^[\w.:[\]-]+$/.test(url.hostname)) return url;
  throw new HttpError('invalid-request', 'Give the address of the server as https://HOST:PORT.');
}
