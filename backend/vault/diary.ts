import { BoxKey } from '../../keys/box.ts';
import { expand } from '../../keys/derivation.ts';
import { SealError } from '../../keys/errors.ts';
import { DerivedKeys, type NameKeys } from './name-keys.ts';

/** Not of the format: what is sealed so lies on one computer alone, and can be lost. */
const INFO = 'latchkey/local/activity';

/**
 * Seals what an account's activity was about, so that this computer keeps no plain names: under keys of their own from the account's name
 * keys, the newest writes and each may read.
 */
export class Diary {
  readonly #keys: DerivedKeys;

  constructor(nameKeys: NameKeys) {
    this.#keys = new DerivedKeys(nameKeys, (key) => new BoxKey(expand(key, INFO)));
  }

  /** @param where what it belongs to; it opens nowhere else */
  seal(where: string, text: string): Buffer {
    return this.#keys.all[0]!.seal(Buffer.from(where), Buffer.from(text));
  }

  /** @returns undefined where no key of the account fits, or it was altered */
  open(where: string, box: Uint8Array): string | undefined {
    for (const key of this.#keys.all) {
      try {
        return key.open(Buffer.from(where), box).toString();
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
      }
    }
    return undefined;
  }
}
