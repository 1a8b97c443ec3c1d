import { stat } from 'node:fs/promises';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import type { KnownKey } from '../contract/keys.ts';
import type { KnownKeys } from '../state/known-keys.ts';
import type { Session } from './session-store.ts';

/** Every key this computer met, and every one that files of the account need, the one used last first. */
export async function knownKeyViews(session: Session, knownKeys: KnownKeys): Promise<KnownKey[]> {
  const { catalog } = session.vault;
  await catalog.refresh();
  const counts = new Map<string, { files: number; bytes: number }>();
  for (const { record } of catalog.index('live').newest()) {
    const { files, bytes } = counts.get(record.keyId) ?? { files: 0, bytes: 0 };
    counts.set(record.keyId, { files: files + 1, bytes: bytes + record.size });
  }
  const met = await knownKeys.all();
  const views = await Promise.all(
    met.map(async ({ id, name, created, form, path, seen, quiet_until: quiet }, index): Promise<KnownKey> => ({
      id,
      fingerprint: keyFingerprint(id),
      name,
      created,
      form,
      path,
      seen: new Date(seen).toISOString(),
      present: path !== null && (await isFile(path)),
      open: session.keys.has(id),
      lastUsed: index === 0 && met[0]?.used !== null,
      ...(counts.get(id) ?? { files: 0, bytes: 0 }),
      quietUntil: quiet === null ? null : new Date(quiet).toISOString(),
    })),
  );
  const unmet = [...counts].filter(([id]) => !met.some((key) => key.id === id));
  return [...views, ...unmet.map(([id, count]) => neverSeen(id, count))];
}

/** A link that leads nowhere is no key file, nor is a folder of that name. */
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

/** Files need it, and no file of it was ever seen here. */
function neverSeen(id: string, count: { files: number; bytes: number }): KnownKey {
  const unknown = { name: null, created: '', form: null, path: null, seen: null, quietUntil: null };
  return { id, fingerprint: keyFingerprint(id), ...unknown, present: false, open: false, lastUsed: false, ...count };
}
