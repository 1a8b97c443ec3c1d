import type { TFunction } from 'i18next';
import type { ActivityView } from '../../../backend/contract/activity.ts';
import type { IconName } from '../../parts/icon.tsx';

/** The kinds that are filtered by, in the order they are offered. */
export const KINDS = [
  'log-in',
  'upload',
  'download',
  'check',
  'move',
  'trash',
  'restore',
  'delete',
  'share',
  'share-withdrawn',
  'link',
  'link-withdrawn',
  'session-ended',
  'password-changed',
  'token',
  'token-made',
  'token-revoked',
  'names-rotated',
] as const;
export type Kind = (typeof KINDS)[number];

const ICONS: Readonly<Record<Kind, IconName>> = {
  'log-in': 'people',
  upload: 'transfers',
  download: 'download',
  check: 'check',
  move: 'folder',
  trash: 'trash',
  restore: 'restore',
  delete: 'trash',
  share: 'share',
  'share-withdrawn': 'people',
  link: 'link',
  'link-withdrawn': 'link',
  'session-ended': 'lock',
  'password-changed': 'lock',
  token: 'key',
  'token-made': 'key',
  'token-revoked': 'lock',
  'names-rotated': 'key',
};

type Words = TFunction<'activity'>;

export function iconOf({ kind, outcome }: Pick<ActivityView, 'kind' | 'outcome'>): IconName {
  if (isBad(outcome)) return 'error-circle';
  return isKind(kind) ? ICONS[kind] : 'info';
}

/** Whether somebody should look at it. */
export function isBad(outcome: string): boolean {
  return !['done', 'cancelled', 'interrupted'].includes(outcome);
}

/** What happened, without what it was about. */
export function wordsOf(t: Words, { kind, outcome }: Pick<ActivityView, 'kind' | 'outcome'>): string {
  const what = isKind(kind) ? t(`kinds.${kind}`) : kind;
  if (outcome === 'done') return what;
  if (outcome === 'interrupted' || outcome === 'names-left') return t(`failed.${outcome}`, { kind: what });
  if (kind === 'log-in') return t('failed.wrong-password');
  return t(outcome === 'cancelled' ? 'failed.cancelled' : 'failed.other', { kind: what });
}

/** Who did it. */
export function clientOf(t: Words, { device, address }: Pick<ActivityView, 'device' | 'address'>): string {
  const name = device === '' ? t('unnamed') : device;
  if (address === '') return t('byItself', { device: name });
  const isHere = address === '::1' || address.startsWith('127.');
  return isHere ? t('byHere', { device: name }) : t('by', { device: name, address });
}

function isKind(kind: string): kind is Kind {
  return KINDS.some((known) => known === kind);
}
