import type { QueryClient } from '@tanstack/react-query';
import { QUERY } from './queries.ts';

/**
 * Asks for the lists of files again when they are told to be old. What is under way is let come: asked for anew at each word it would be
 * cancelled again and again, and a long list would never come while files go in. Afterwards it is asked for once more, because it may have
 * been read before the change.
 */
export class ListRefresher {
  readonly #client: QueryClient;
  #isRunning = false;
  #isOld = false;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Something changed. Resolves when no word of a change is left; what could not be had shows in its query. */
  async tell(): Promise<void> {
    this.#isOld = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#isOld) {
        await this.#underWay();
        this.#isOld = false;
        await this.#client.invalidateQueries({ queryKey: QUERY.files });
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** Changes are heard of from now on: what was listed before may have missed some. */
  async listen(): Promise<void> {
    const lists = this.#client.getQueryCache().findAll({ queryKey: QUERY.files });
    if (lists.some(({ state }) => state.status !== 'pending')) await this.tell();
  }

  async #underWay(): Promise<void> {
    const isUnderWay = ({ state }: { state: { fetchStatus: string } }) => state.fetchStatus !== 'idle';
    const filters = { queryKey: QUERY.files, type: 'active', predicate: isUnderWay } as const;
    await this.#client.refetchQueries(filters, { cancelRefetch: false });
  }
}
