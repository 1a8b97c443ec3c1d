import { resolve } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { makeKeyFile, MAX_KEY_NAME_CHARACTERS, unlock } from '../transfers/key-place.ts';
import type { AppDeps } from './app.ts';
import { keyAt } from './disk-place.ts';
import { HttpError } from './http-error.ts';
import { parseSentKey } from './key-desk.ts';

/** The three ways a request can name its key; exactly one is to be given. */
export interface KeyFields {
  readonly keypath?: string | undefined;
  readonly keylocation?: string | undefined;
  readonly passphrase?: string | undefined;
  /** The bytes of a key file that came with the request. */
  readonly keyfile?: Buffer | undefined;
}

/** @throws TransferError `no-key` where none is named; HttpError `invalid-request` where more than one is */
export function refuseUnclearKey({ keypath, keylocation, keyfile }: KeyFields): void {
  const named = [keypath, keylocation, keyfile].filter((field) => field !== undefined).length;
  if (named === 1) return;
  if (named > 1) throw new HttpError('invalid-request', 'Give one of keyfile, keypath and keylocation, not several.');
  throw new TransferError('no-key', 'Give keypath, an existing key file, or keylocation, where a new key file goes.');
}

/**
 * Opens the key that a request names, or draws a new one.
 * @param name what a new key is called
 * @returns the key, and where its file lies on this computer (null where it came with the request)
 */
export async function requestKey(
  deps: AppDeps,
  fields: KeyFields,
  name: string,
): Promise<{ keyFile: KeyFile; keypath: string | null }> {
  const { keypath, keylocation, keyfile, passphrase } = fields;
  if (keyfile !== undefined) {
    return { keyFile: await unlock(parseSentKey(keyfile), async () => passphrase, deps.work), keypath: null };
  }
  if (keypath !== undefined) {
    return { keyFile: await keyAt(deps, keypath, passphrase), keypath: resolve(deps.folder, keypath) };
  }
  const place = resolve(deps.folder, keylocation ?? '');
  const made = await makeKeyFile(place, { name: keyName(name), passphrase, now: deps.now(), work: deps.work });
  return { keyFile: made.keyFile, keypath: made.path };
}

/** As much of a file's name as a key's name may hold, and the name of its file with an ending. */
function keyName(name: string): string {
  let [kept, bytes] = ['', 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_KEY_NAME_BYTES || kept.length + character.length > MAX_KEY_NAME_CHARACTERS) break;
    kept += character;
  }
  return kept;
}

/** File systems take 255 bytes, and ".key.json" is to follow. */
const MAX_KEY_NAME_BYTES = 240;
