import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { failureOf } from './error-map.ts';

/** Files looked at in one check: enough to tell, few enough to wait for. */
const MAX_LOOKED_AT = 200;

/** Whether a key still opens what it sealed: the beginning of each of its files, the newest first, and the whole of the smallest. */
export async function checkKey({ catalog, content }: AccountVault, key: KeyFile) {
  await catalog.refresh();
  const own = catalog
    .index('live')
    .newest()
    .filter(({ record }) => record.keyId === key.id);
  const looked = own.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MAX_LOOKED_AT);
  const [smallest] = looked.toSorted((a, b) => a.record.size - b.record.size);
  const damaged: { path: string; code: string; message: string }[] = [];
  for (const file of looked) {
    try {
      for await (const _ of content.open(file, key)) if (file !== smallest) break;
    } catch (error) {
      const { code, sentence: message } = failureOf(error);
      damaged.push({ path: file.record.path, code, message });
    }
  }
  return { files: own.length, opened: looked.length - damaged.length, damaged };
}
