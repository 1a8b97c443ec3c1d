import { BoxKey } from '../keys/box.ts';
import { checkHeaderTag, formatHeader, HEADER_BYTES, parseHeader } from '../keys/header.ts';
import { formatKeyFile, MAX_KEY_FILE_BYTES, parseKeyFile, renamedKeyFile, unlockKeyFile } from '../keys/key-file.ts';
import type { KeyFile, ProtectedKeyFile } from '../keys/key-file.ts';
import { PasswordWork, type PasswordKdf } from '../keys/password.ts';
import { deriveObjectKey, deriveObjectKeys } from '../keys/object-key.ts';
import { Fault, sealErrors, vector, vectorNames, type Parser, type ParserTable } from './parser.ts';

const PASSPHRASE = 'correct horse ÅÇ';
const key = () => parseKeyFile(vector('vector.key.json')) as KeyFile;
const locked = () => parseKeyFile(vector('protected.key.json')) as ProtectedKeyFile;

/** Derives each password once. */
export class OnceWork extends PasswordWork {
  readonly #known = new Map<string, Buffer>();

  override async derive(password: string, kdf: PasswordKdf): Promise<Buffer> {
    const name = `${password} ${kdf.N} ${kdf.salt.toString('hex')}`;
    const derived = this.#known.get(name) ?? (await super.derive(password, kdf));
    this.#known.set(name, derived);
    return Buffer.from(derived);
  }
}

function keyFile(): Parser {
  const classic = vector('classic/user-manager/key.json');
  return {
    form: 'json',
    samples: [vector('vector.key.json'), vector('protected.key.json'), classic],
    refuses: sealErrors('damaged-key-file', 'unsupported'),
    read(input) {
      const file = parseKeyFile(input);
      // One that fills its 64 KiB may not fit once it is written our way.
      if (input.length > MAX_KEY_FILE_BYTES / 8) return;
      const again = parseKeyFile(Buffer.from(renamedKeyFile(file, file.name)));
      if (again.id !== file.id || again.name !== file.name) throw new Fault('a key file changes when it is written');
      if (file.form === 'protected') return;
      const { key: same, iv } = parseKeyFile(Buffer.from(formatKeyFile(file))) as KeyFile;
      if (!same.equals(file.key) || !iv.equals(file.iv)) throw new Fault('a key changes when it is written');
    },
  };
}

/** What lies inside a protected key file, made by somebody who knows the passphrase. */
async function keyFileSecret(): Promise<Parser> {
  const [work, file] = [new OnceWork(), locked()];
  const box = new BoxKey(await work.derive(PASSPHRASE, file.kdf));
  const ad = Buffer.from(`latchkey/v1/key-file${file.id}`);
  const { key: secret, iv, id } = await unlockKeyFile(file, PASSPHRASE, work);
  return {
    form: 'bytes',
    samples: [Buffer.concat([secret, iv])],
    refuses: sealErrors('damaged-key-file'),
    async read(input) {
      const opened = await unlockKeyFile({ ...file, box: box.seal(ad, input) }, PASSPHRASE, work);
      if (opened.id !== id || !opened.key.equals(secret)) throw new Fault('another key under the same id');
    },
  };
}

function header(): Parser {
  const file = key();
  return {
    form: 'bytes',
    samples: ['empty.sealed', ...vectorNames('', '.sealed')].map((name) => vector(name).subarray(0, HEADER_BYTES + 1)),
    refuses: sealErrors('not-sealed', 'unsupported', 'wrong-key', 'truncated', 'tampered'),
    read(input) {
      const read = parseHeader(input);
      parseHeader(input, read.keyId);
      const { headerKey } = deriveObjectKeys(deriveObjectKey(file, read.salt));
      const written = formatHeader(read, headerKey);
      // All bytes of a header say something; only the tag may be another.
      if (!written.subarray(0, 80).equals(input.subarray(0, 80)))
        throw new Fault('a header changes when it is written');
      checkHeaderTag(input, headerKey);
    },
  };
}

export const KEY_PARSERS: ParserTable = { 'key-file': keyFile, 'key-file-secret': keyFileSecret, header };
