import type { TransferView } from '../contract/transfers.ts';
import type { Activity } from '../transfers/activity.ts';
import type { SessionStore } from './session-store.ts';

/** What Latchkey does by itself, as what was begun before a restart. */
export const ITSELF = { device: 'Latchkey', address: '' };

/** Writes down how a transfer came out. One that belongs to no log-in is told as of Latchkey itself, while anybody of the account is there. */
export function recordTransfer(
  activity: Activity,
  sessions: SessionStore,
  accountId: string,
  view: TransferView,
  ended: AbortSignal | undefined,
): void {
  const own = sessions.by(ended);
  const any = own ?? sessions.of(accountId)[0];
  if (any === undefined) return;
  const { kind, name, place, state, failures, totalFiles } = view;
  const outcome = state === 'done' ? 'done' : state === 'cancelled' ? 'cancelled' : (failures.at(-1)?.code ?? 'failed');
  const what = totalFiles > 1 ? `${name} (${totalFiles})` : name;
  const detail = kind === 'share' ? `${what} → ${place}` : what;
  const by = own ?? { vault: any.vault, client: ITSELF };
  activity.record({ by, kind, detail, outcome });
}
