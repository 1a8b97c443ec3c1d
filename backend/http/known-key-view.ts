import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import type { KnownKey, KnownKeys as KnownKeysView } from '../contract/keys.ts';
import type { KnownKeyRow } from '../state/database.ts';
import type { KnownKeys } from '../state/known-keys.ts';
import type { Catalog } from '../vault/catalog.ts';
import type { OpenKeys } from './open-keys.ts';

/** What is asked of a session: which keys are open in it, and what the vault needs. */
interface KeyHolder {
  readonly keys: Pick<OpenKeys, 'has'> | undefined;
  readonly vault: { readonly catalog: Pick<Catalog, 'refresh' | 'index'> };
}

/** What needs a key: `files` and their `bytes` as they are now, `older` for earlier versions and the trash. */
type Need = Pick<KnownKey, 'files' | 'bytes' | 'older'>;

/** A vault that takes longer is not waited for: what this computer remembers is told at once, and the listing goes on. */
const PATIENCE_MS = 2_000;

const NOTHING = { files: 0, bytes: 0, older: 0 } as const;
const UNCOUNTED = { files: null, bytes: null, older: null } as const;

/**
 * Every key this computer met, and every one that files of the account need, the one used last first. What this computer remembers is told
 * also while the vault is away; then the last listing of this session counts, or nothing does.
 * @param knownKeys left out for another computer: it is told what its files need, and of nothing here
 * @param patience how long the vault is waited for, in ms
 */
export async function knownKeyViews(
  session: KeyHolder,
  knownKeys: KnownKeys | undefined,
  patience = PATIENCE_MS,
): Promise<KnownKeysView> {
  const { catalog } = session.vault;
  const listing = catalog.refresh().then(
    () => true,
    () => false,
  );
  const listed = await Promise.race([listing, setTimeout(patience, false, { ref: false })]);
  const needs = needsOf(catalog);
  const without = listed || needs.size > 0 ? NOTHING : UNCOUNTED;
  const met = (await knownKeys?.all()) ?? [];
  const views = await Promise.all(
    met.map((row, index) => {
      const lastUsed = index === 0 && met[0]?.used !== null;
      const open = session.keys?.has(row.id) === true;
      return viewOf(row, { open, lastUsed, ...(needs.get(row.id) ?? without) });
    }),
  );
  const unmet = [...needs].filter(([id]) => !met.some((key) => key.id === id));
  return { keys: [...views, ...unmet.map(([id, need]) => neverSeen(id, need))], listed };
}

/** One key that this computer met, without a log-in: no vault tells what needs it. @param keys open in the log-in that there may be */
export async function knownKeyView(
  id: string,
  knownKeys: KnownKeys,
  keys: Pick<OpenKeys, 'has'> | undefined,
): Promise<KnownKey | null> {
  const row = await knownKeys.get(id);
  return row === undefined ? null : viewOf(row, { open: keys?.has(id) ?? false, lastUsed: false, ...UNCOUNTED });
}

async function viewOf(
  { id, name, created, form, path, seen, quiet_until: quiet, printed }: KnownKeyRow,
  rest: Pick<KnownKey, 'open' | 'lastUsed'> & Need,
): Promise<KnownKey> {
  return {
    id,
    fingerprint: keyFingerprint(id),
    name,
    created,
    form,
    path,
    seen: seen === null ? null : new Date(seen).toISOString(),
    present: path !== null && (await isFile(path)),
    quietUntil: quiet === null ? null : new Date(quiet).toISOString(),
    printed: printed === null ? null : new Date(printed).toISOString(),
    ...rest,
  };
}

/** By key id. */
function needsOf(catalog: Pick<Catalog, 'index'>): Map<string, Need> {
  const needs = new Map<string, { files: number; bytes: number; older: number }>();
  const needOf = (keyId: string) => {
    const need = needs.get(keyId) ?? { ...NOTHING };
    needs.set(keyId, need);
    return need;
  };
  for (const { record } of catalog.index('live').newest()) {
    const need = needOf(record.keyId);
    need.files += 1;
    need.bytes += record.size;
    const earlier = catalog.index('live').versions(record.path).slice(0, -1);
    for (const version of earlier) needOf(version.record.keyId).older += 1;
  }
  for (const { record } of catalog.index('trash').newest()) {
    for (const version of catalog.index('trash').versions(record.path)) needOf(version.record.keyId).older += 1;
  }
  return needs;
}

/** A link that leads nowhere is no key file, nor is a folder of that name. */
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

/** Files need it, and no file of it was ever seen here. */
function neverSeen(id: string, need: Need): KnownKey {
  const unknown = { name: null, created: '', form: null, path: null, seen: null, quietUntil: null, printed: null };
  return { id, fingerprint: keyFingerprint(id), ...unknown, present: false, open: false, lastUsed: false, ...need };
}
