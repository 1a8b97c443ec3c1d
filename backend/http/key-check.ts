import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { PathIndex } from '../vault/path-index.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { failureOf } from './error-map.ts';

/** Files looked at in one check: enough to tell, few enough to wait for. */
const MAX_LOOKED_AT = 200;

/**
 * Whether a key still opens what it sealed: the beginning of each of its files, the newest first, and the whole of the smallest. Where only
 * earlier versions or the trash need it, these are looked at.
 */
export async function checkKey({ catalog, content }: AccountVault, key: KeyFile) {
  await catalog.refresh();
  const isOwn = ({ record }: CatalogFile) => record.keyId === key.id;
  const current = catalog.index('live').newest().filter(isOwn);
  const older = (['live', 'trash'] as const).flatMap((state) => allVersions(catalog.index(state)));
  const own = current.length > 0 ? current : older.filter(isOwn);
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

function allVersions(index: PathIndex): CatalogFile[] {
  return index.newest().flatMap(({ record }) => index.versions(record.path));
}
