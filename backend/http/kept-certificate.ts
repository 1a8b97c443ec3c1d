import { randomBytes, X509Certificate } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newCertificate, serverCertificate, type ServerCertificate } from './certificate.ts';

/** Its name in the home folder. */
export const CERTIFICATE_FILE = 'server-certificate.pem';
/** A certificate with its key has about 1 KiB, with a chain some more. */
const MAX_PEM_BYTES = 256 * 1024;
/** Made anew this long before its end, at a start: nobody is served one that ends tomorrow. */
const RENEW_MS = 14 * 24 * 60 * 60 * 1000;

/** A certificate cannot be used. The sentence says which file and why. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/**
 * The certificate shown to other computers: kept with its key in the home folder, readable by its owner alone, so that the fingerprint they
 * compared stays the same over restarts. Made where there is none, and anew where it has run out or cannot be read.
 * @param folder the home folder, which exists @param names what a new one is good for
 */
export async function keptCertificate(folder: string, names: readonly string[], now: Date): Promise<ServerCertificate> {
  const path = join(folder, CERTIFICATE_FILE);
  const kept = await readKept(path, now);
  if (kept !== undefined) return kept;
  const made = await newCertificate(now, names);
  const beside = `${path}.${randomBytes(8).toString('hex')}`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    try {
      await handle.writeFile(`${made.cert.trim()}\n${made.key.trim()}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return made;
}

async function readKept(path: string, now: Date): Promise<ServerCertificate | undefined> {
  try {
    const found = await stat(path);
    // One that others could read, or exchange, is no secret of ours any more.
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) return undefined;
    const text = await readPem(path);
    const [cert = ''] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/.exec(text) ?? [];
    const [key = ''] = /-----BEGIN (\w+ )?PRIVATE KEY-----[^]*?-----END (\w+ )?PRIVATE KEY-----\n?/.exec(text) ?? [];
    const certificate = serverCertificate(cert, key);
    const left = new X509Certificate(cert).validToDate.getTime() - now.getTime();
    return left > RENEW_MS ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** The owner's own certificate, with its chain, and its key. @throws CertificateError */
export async function givenCertificate(certPath: string, keyPath: string): Promise<ServerCertificate> {
  const [cert, key] = [await readGiven(certPath), await readGiven(keyPath)];
  try {
    return serverCertificate(cert, key);
  } catch (error) {
    const why = error instanceof TypeError ? error.message : 'they cannot be read as PEM without a passphrase';
    throw new CertificateError(`${certPath} and ${keyPath} cannot be used: ${why}.`, { cause: error });
  }
}

async function readGiven(path: string): Promise<string> {
  try {
    return await readPem(path);
  } catch (error) {
    const { code = 'too large' } = error as NodeJS.ErrnoException;
    throw new CertificateError(`${path} cannot be read (${code}).`, { cause: error });
  }
}

async function readPem(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_PEM_BYTES) throw new RangeError('too large');
  return readFile(path, 'utf8');
}
