import { randomBytes } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newKeyFile, wipeKeyFile } from '../../keys/key-file.ts';
import { Opener, opening } from '../../keys/opener.ts';
import { Sealer, sealing } from '../../keys/sealer.ts';
import { TransferError } from './errors.ts';
import { readChunks, reason, sweepPartials } from './local-file.ts';

/** Content that waits until its size and key are known: on the disk, sealed under a key that never leaves this process. */
export interface Spool {
  readonly size: number;
  /** The content once more, from its beginning. */
  read(): AsyncIterable<Uint8Array>;
  /** Removes the file and forgets its key. */
  dispose(): Promise<void>;
}

/** Where streams wait. */
export interface SpoolPlace {
  readonly folder: string;
  /** 16 hex digits: whose files they are, where two computers use a folder of the network. */
  readonly mark: string;
}

/**
 * Takes a stream in whole. A failure leaves no file.
 * @throws TransferError `too-large` beyond maxBytes | `unusable`; whatever `bytes` throws
 */
export async function spool(
  { folder, mark }: SpoolPlace,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Spool> {
  const key = newKeyFile('spool', new Date(0));
  const fileId = randomBytes(16).toString('hex');
  const path = join(folder, `${mark}-${process.pid}-${fileId}`);
  const sealer = new Sealer(key, { fileId });
  const dispose = async () => {
    wipeKeyFile(key);
    await rm(path, { force: true });
  };
  try {
    await write(path, sealing(sealer)(bounded(bytes, maxBytes)));
  } catch (error) {
    await dispose();
    throw error;
  }
  const { plainBytes } = sealer;
  return { size: plainBytes, read: () => readSpool(path, new Opener(key, { fileId, plainBytes })), dispose };
}

/**
 * Under its own name from the first byte on, so that the next start knows it for a leftover if this process is killed; and not synchronised,
 * for nobody can read it after this process.
 */
async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const usable = (error: unknown) => {
    throw new TransferError('unusable', `The temporary copy cannot be written: ${reason(error)}.`, { cause: error });
  };
  const handle = await open(path, 'wx', 0o600).catch(usable);
  try {
    for await (const chunk of bytes) await handle.writeFile(chunk).catch(usable);
  } finally {
    await handle.close();
  }
}

/**
 * Removes what processes of this computer left that are no more; the keys died with them. Call before the first spool of this process.
 * @returns whether nothing of this computer is there any more
 */
export async function sweepSpools({ folder, mark }: SpoolPlace, now: Date): Promise<boolean> {
  let isEmpty = true;
  for (const name of await readdir(folder)) {
    const [, own, digits] = /^([0-9a-f]{16})-(\d{1,10})-[0-9a-f]{32}$/.exec(name) ?? [];
    if (own !== mark) continue;
    const pid = Number(digits);
    if (pid === process.pid || !isAlive(pid)) await rm(join(folder, name), { force: true });
    else isEmpty = false;
  }
  await sweepPartials(folder, now);
  return isEmpty;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function* bounded(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for await (const chunk of bytes) {
    passed += chunk.length;
    if (passed > maxBytes) throw new TransferError('too-large', `More than ${maxBytes} bytes cannot be taken in.`);
    yield chunk;
  }
}

async function* readSpool(path: string, opener: Opener): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new TransferError('unusable', `The temporary copy cannot be read: ${reason(error)}.`, { cause: error });
  });
  try {
    yield* opening(opener)(readChunks(handle, path));
  } finally {
    await handle.close();
  }
}
