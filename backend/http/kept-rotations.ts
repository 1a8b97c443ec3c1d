import type { RotationMemory } from '../state/rotation-memory.ts';
import type { Activity, Actor } from '../transfers/activity.ts';
import { explain } from '../transfers/failure.ts';
import type { LoggedIn } from '../transfers/home-vault.ts';
import type { PersonalTokens } from '../transfers/personal-tokens.ts';
import { VaultError } from '../vault/errors.ts';
import { ITSELF } from './recorded-transfer.ts';
import type { LogIn, SessionStore } from './session-store.ts';

export interface KeptRotationsDeps {
  readonly memory: RotationMemory;
  readonly sessions: SessionStore;
  readonly tokens: PersonalTokens;
  readonly activity: Activity;
}

/**
 * New name keys that were asked for: sealing all names anew takes as long as there are many. It is written down first, goes on for as long as
 * anybody of the account is logged in, and at the next log-in where it stopped.
 */
export class KeptRotations {
  readonly #deps: KeptRotationsDeps;
  /** The last run of each account; they follow each other. */
  readonly #runs = new Map<string, Promise<void>>();

  constructor(deps: KeptRotationsDeps) {
    this.#deps = deps;
  }

  /** Resolves when it is written down. Where it cannot be, it is done as far as this process lives. */
  async begin(by: LogIn): Promise<void> {
    const { vault } = by;
    const keys = vault.own.keyring.nameKeys.length + 1;
    const written = this.#deps.memory.keep(ownerOf(vault), keys).catch(() => undefined);
    this.#follow(vault, async () => {
      await written;
      await this.#run(vault, keys, by);
    });
    await written;
  }

  /** Somebody logged in: what was stopped goes on. */
  opened({ vault }: LogIn): void {
    this.#follow(vault, async (isLast) => {
      const keys = await this.#deps.memory.get(ownerOf(vault));
      // What follows does the same, and may be who asked for it.
      if (keys !== undefined && isLast()) await this.#run(vault, keys, { vault, client: ITSELF });
    });
  }

  /** Resolves when nothing of it is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#runs.values());
  }

  #follow(vault: LoggedIn, run: (isLast: () => boolean) => Promise<void>): void {
    const { vaultId, accountId } = ownerOf(vault);
    const id = `${vaultId} ${accountId}`;
    const isLast = () => this.#runs.get(id) === next;
    const next: Promise<void> = (this.#runs.get(id) ?? Promise.resolve())
      .then(() => run(isLast))
      .catch(() => undefined)
      .finally(() => isLast() && this.#runs.delete(id));
    this.#runs.set(id, next);
  }

  async #run(vault: LoggedIn, keys: number, by: Actor): Promise<void> {
    const { memory, tokens, activity } = this.#deps;
    const { own, rotation, catalog } = vault;
    const over = new AbortController();
    const signal = this.#presence(vault, over.signal);
    const kind = 'names-rotated';
    try {
      signal.throwIfAborted();
      await own.refresh();
      if (own.keyring.nameKeys.length < keys) await rotation.drawKey();
      await tokens.renew(vault.vault.id, own.opened);
      const { left } = await rotation.sealNames({ signal });
      // A damaged name cannot be sealed anew, now or later; any other that is left can.
      if (left <= catalog.damage().length) await memory.forget(ownerOf(vault), keys);
      activity.record(left === 0 ? { by, kind } : { by, kind, outcome: 'names-left', detail: String(left) });
    } catch (error) {
      // It will never have room for another key.
      if (error instanceof VaultError && error.code === 'too-many') await memory.forget(ownerOf(vault), keys);
      activity.record({ by, kind, outcome: signal.aborted ? 'interrupted' : explain(error).code });
    } finally {
      over.abort();
    }
  }

  /** Aborted when the last log-in ends that has this vault open: nothing is done with keys of somebody who left. */
  #presence(vault: LoggedIn, over: AbortSignal): AbortSignal {
    const left = new AbortController();
    const lookOn = () => {
      const all = this.#deps.sessions.of(vault.accountId);
      const there = all.find((session) => session.vault === vault && !session.ended.aborted);
      if (there === undefined) left.abort();
      else there.ended.addEventListener('abort', lookOn, { once: true, signal: over });
    };
    lookOn();
    return left.signal;
  }
}

function ownerOf({ vault, accountId }: LoggedIn) {
  return { vaultId: vault.id, accountId };
}
