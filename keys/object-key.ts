import { createSecretKey, type KeyObject } from 'node:crypto';
import { expand, extract } from './derivation.ts';
import type { KeyFile } from './key-file.ts';

/**
 * The keys of one sealed file (format 2.3), 32 bytes each. As key objects: Node makes one of each Buffer at every use, which takes as long
 * as sealing 7 KiB.
 */
export interface ObjectKeys {
  readonly cipherKey: KeyObject;
  readonly macKey: KeyObject;
  readonly ivKey: KeyObject;
  readonly headerKey: KeyObject;
}

/** The root of one sealed file's keys, 32 bytes: opens that file and no other. @param salt 32 bytes of its header */
export function deriveObjectKey(keyFile: Pick<KeyFile, 'key' | 'iv'>, salt: Uint8Array): Buffer {
  const prk = extract(Buffer.concat([keyFile.iv, salt]), keyFile.key);
  return expand(prk, 'latchkey/v1/object');
}

export function deriveObjectKeys(objectKey: Uint8Array): ObjectKeys {
  const root = createSecretKey(objectKey);
  const key = (use: string) => createSecretKey(expand(root, `latchkey/v1/${use}`));
  return { cipherKey: key('cipher'), macKey: key('mac'), ivKey: key('iv'), headerKey: key('header') };
}
