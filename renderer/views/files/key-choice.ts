import type { KeyView, KnownKey } from '../../../backend/contract/keys.ts';

/** What must happen before a key can be used. */
export type KeyStep = 'ready' | 'open' | 'passphrase' | 'point';

/** `ready`: it is open. `open`: its file lies where it was. `passphrase`: that file is protected. `point`: nobody knows where it is. */
export function keyStep(key: KnownKey | undefined): KeyStep {
  if (key === undefined) return 'point';
  if (key.open) return 'ready';
  if (!key.present || key.path === null) return 'point';
  return key.form === 'protected' ? 'passphrase' : 'open';
}

/** The key that seals what is added: the one used last, or else the only one that is at hand. */
export function sealingKey(keys: readonly KnownKey[]): KnownKey | undefined {
  const last = keys.find(({ lastUsed }) => lastUsed);
  if (last !== undefined) return last;
  const atHand = keys.filter((key) => keyStep(key) !== 'point');
  return atHand.length === 1 ? atHand[0] : undefined;
}

/** Keys that can be offered without looking for a file. */
export function keysAtHand(keys: readonly KnownKey[]): KnownKey[] {
  return keys.filter((key) => keyStep(key) !== 'point');
}

/** Whether the picked file is the key that is needed; any is where none is named. */
export function isRightKey(needed: string | undefined, picked: Pick<KeyView, 'id'>): boolean {
  return needed === undefined || needed === picked.id;
}

/** What a wrong pick can be mended with: the right key where it is at hand. */
export function offeredKey(needed: string, keys: readonly KnownKey[]): KnownKey | undefined {
  return keysAtHand(keys).find(({ id }) => id === needed);
}

/** `4F2A-91CC` of a key id. */
export function fingerprintOf(id: string): string {
  const digits = id.slice(0, 8).padEnd(8, '0').toUpperCase();
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** What a key is called: by its name where this computer knows it, else by its fingerprint. */
export function keyTitle(id: string, keys: ReadonlyMap<string, KnownKey>): string {
  const key = keys.get(id);
  return key?.name ?? key?.fingerprint ?? fingerprintOf(id);
}
