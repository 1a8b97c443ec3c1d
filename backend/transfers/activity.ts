import type { ActivityLog, KeptActivity } from '../state/activity-log.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { explain } from './failure.ts';

/** What can be done; a kind that is not known to a reader is shown by its word. */
export const ACTIVITY_KINDS = [
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
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Who did it: a session, or the terminal. */
export interface Actor {
  readonly vault: Pick<AccountVault, 'accountId' | 'diary'>;
  readonly client: { readonly device: string; readonly address: string };
  /** Names the log-in. */
  readonly id?: string | undefined;
}

export interface Act {
  readonly by: Actor;
  readonly kind: ActivityKind;
  /** What it was about: paths, names. Sealed before it is kept. */
  readonly detail?: string | undefined;
  /** `done` where left out, else the code of what went wrong. */
  readonly outcome?: string | undefined;
}

/** As it is shown to the account that did it. */
export interface ShownActivity {
  readonly at: Date;
  readonly kind: string;
  readonly outcome: string;
  readonly device: string;
  readonly address: string;
  readonly session: string | null;
  /** Empty where there was nothing to tell, or it cannot be opened any more. */
  readonly detail: string;
}

/** All that is given must fit; text is looked for in what it was about and who did it. Times are Unix milliseconds. */
export interface ActivityFilter {
  readonly kind?: string | undefined;
  readonly session?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly text?: string | undefined;
}

/** A thousand moved files are one act; more of its names help nobody. Characters. */
const MAX_DETAIL = 2000;

/** Writes down what accounts do through this computer, and shows it to them. */
export class Activity {
  readonly #log: ActivityLog;
  readonly #now: () => Date;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(log: ActivityLog, now: () => Date) {
    this.#log = log;
    this.#now = now;
  }

  /** Nobody waits for it, and a log that cannot be written stops nothing. */
  record({ by: { vault, client, id }, kind, detail, outcome = 'done' }: Act): void {
    const at = this.#now().getTime();
    const { accountId } = vault;
    const text = detail?.slice(0, MAX_DETAIL);
    const box = text === undefined || text === '' ? null : vault.diary.seal(place(accountId, at, kind), text);
    const { device, address } = client;
    this.#add({ at, account_id: accountId, session: id ?? null, kind, outcome, device, address, detail: box });
  }

  /** A log-in that failed. @param accountId of a name that is known here; null for any other, of which nothing is kept */
  recordStranger(accountId: string | null, outcome: string, { device, address }: Actor['client']): void {
    const at = this.#now().getTime();
    this.#add({ at, account_id: accountId, session: null, kind: 'log-in', outcome, device, address, detail: null });
  }

  /** The account's own, the newest first. */
  async find(vault: Actor['vault'], filter: ActivityFilter = {}): Promise<ShownActivity[]> {
    await this.#writing;
    const rows = await this.#log.of(vault.accountId);
    const { kind, session, since = -Infinity, until = Infinity, text = '' } = filter;
    const wanted = text.toLowerCase();
    return rows
      .filter((row) => (kind === undefined || row.kind === kind) && (session === undefined || row.session === session))
      .filter(({ at }) => at >= since && at <= until)
      .map((row) => shown(vault, row))
      .filter(({ detail, device, address, outcome }) =>
        [detail, device, address, outcome].some((part) => part.toLowerCase().includes(wanted)),
      );
  }

  /** Does it, and writes down how it came out. */
  async during<T>(act: Omit<Act, 'outcome'>, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.record(act);
      return result;
    } catch (error) {
      this.record({ ...act, outcome: explain(error).code });
      throw error;
    }
  }

  /** Resolves when all that was told is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  #add(row: Parameters<ActivityLog['add']>[0]): void {
    this.#writing = this.#writing.then(() => this.#log.add(row)).catch(() => undefined);
  }
}

/** Paths as one detail. */
export function detailOf(paths: readonly string[]): string {
  return paths.length > 1 ? `${paths.length}: ${paths.join(', ')}` : (paths[0] ?? '');
}

/** What a detail is bound to. */
function place(accountId: string, at: number, kind: string): string {
  return `${accountId} ${at} ${kind}`;
}

function shown({ accountId, diary }: Actor['vault'], row: KeptActivity): ShownActivity {
  const { at, kind, outcome, device, address, session, detail } = row;
  const text = detail === null ? '' : (diary.open(place(accountId, at, kind), detail) ?? '');
  return { at: new Date(at), kind, outcome, device, address, session, detail: text };
}
