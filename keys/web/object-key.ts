import { concat, type Bytes } from './bytes.ts';
import { expand, extract } from './derivation.ts';

/** The root of one sealed file's keys, 32 bytes: opens that file and no other (format 2.3). @param salt 32 bytes of its header */
export async function deriveObjectKey(keyFile: { key: Bytes; iv: Bytes }, salt: Bytes): Promise<Bytes> {
  return expand(await extract(concat(keyFile.iv, salt), keyFile.key), 'latchkey/v1/object');
}
