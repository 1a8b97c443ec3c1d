import type { Command } from 'commander';
import { ActivityLog } from '../state/activity-log.ts';
import { openState } from '../state/database.ts';
import { Activity, type ActivityKind, detailOf } from '../transfers/activity.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Terminal } from './terminal.ts';

/** What a command does to files or the account, as Activity tells it. */
export interface Deed {
  readonly kind: ActivityKind;
  readonly detail: string;
}

const KINDS: Readonly<Record<string, ActivityKind>> = {
  put: 'upload',
  'user-manager': 'upload',
  'flask-encryptor': 'upload',
  get: 'download',
  verify: 'check',
  mv: 'move',
  rm: 'trash',
  restore: 'restore',
  share: 'share',
  unshare: 'share-withdrawn',
  link: 'link',
  unlink: 'link-withdrawn',
  passwd: 'password-changed',
  create: 'token-made',
  revoke: 'token-revoked',
  'rotate-names': 'names-rotated',
};

/** @returns undefined for a command that only tells */
export function deedOf(command: Command): Deed | undefined {
  const { args } = command;
  const name = command.name();
  const kind = KINDS[name];
  if (kind === undefined) return undefined;
  const options = command.opts<{ forever?: true; with?: string; name?: string }>();
  const { forever, with: recipient } = options;
  // Somebody may have typed a whole token: its beginning is no secret.
  if (name === 'revoke') return { kind, detail: detailOf(args.map((arg) => arg.slice(0, 16))) };
  const about = name === 'mv' ? args.join(' → ') : detailOf(options.name === undefined ? args : [options.name]);
  if (forever) return { kind: 'delete', detail: about };
  return { kind, detail: recipient === undefined || name === 'unshare' ? about : `${about} → ${recipient}` };
}

/** Writes down what the terminal did; a log that cannot be written stops nothing. @param outcome `done`, or the code of what went wrong */
export async function recordDeed(terminal: Terminal, vault: AccountVault, deed: Deed, outcome: string): Promise<void> {
  const state = await openState(terminal.home).catch(() => undefined);
  if (state === undefined) return;
  const activity = new Activity(new ActivityLog(state, terminal.now), terminal.now);
  activity.record({ by: { vault, client: { device: 'Terminal', address: '' } }, ...deed, outcome });
  await activity.settled();
  await state.destroy();
}
