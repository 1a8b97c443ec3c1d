import { SealError } from '../../keys/web/errors.ts';
import { formatKeyFile, keyFingerprint, parseKeyFile, unlockKeyFile, wipeKeyFile } from '../../keys/web/key-file.ts';
import type { Answer, Ask } from './messages.ts';

/** Reads a key file, and opens it where that can be. Takes up to a second and 128 MiB with a passphrase. */
export async function readKey({ file, passphrase }: Ask): Promise<Answer> {
  try {
    const found = await parseKeyFile(file);
    const { id, name, created, form } = found;
    const view = { path: null, name, id, fingerprint: keyFingerprint(id), created, form };
    if (found.form === 'protected' && passphrase === undefined) return { view, file: null };
    const key = found.form === 'protected' ? await unlockKeyFile(found, passphrase ?? '') : found;
    const opened = formatKeyFile(key);
    wipeKeyFile(key);
    return { view, file: opened };
  } catch (error) {
    // Beside what is wrong with the file: a small computer may lack the memory that a passphrase takes.
    return { code: error instanceof SealError ? error.code : 'unexpected' };
  } finally {
    file.fill(0);
  }
}
