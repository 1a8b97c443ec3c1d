import { expand, extract } from './derivation.ts';
import type { KeyFile } from './key-file.ts';

/** The keys of one sealed file (format 2.3), 32 bytes each. */
export interface ObjectKeys {
  readonly cipherKey: Buffer;
  readonly macKey: Buffer;
  readonly ivKey: Buffer;
  readonly headerKey: Buffer;
}

/** The root of one sealed file's keys, 32 bytes: opens that file and no other. @param salt 32 bytes of its header */
export function deriveObjectKey(keyFile: Pick<KeyFile, 'key' | 'iv'>, salt: Uint8Array): Buffer {
  const prk = extract(Buffer.concat([keyFile.iv, salt]), keyFile.key);
  return expand(prk, 'latchkey/v1/object');
}

export function deriveObjectKeys(objectKey: Uint8Array): ObjectKeys {
  return {
    cipherKey: expand(objectKey, 'latchkey/v1/cipher'),
    macKey: expand(objectKey, 'latchkey/v1/mac'),
    ivKey: expand(objectKey, 'latchkey/v1/iv'),
    headerKey: expand(objectKey, 'latchkey/v1/header'),
  };
}
