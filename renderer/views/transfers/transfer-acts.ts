import { api } from '../../api.ts';
import { useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { isCode } from '../../words/sentence.ts';
import type { KeyAsker } from '../files/key-asker.tsx';
import { rowMemory } from './row-memory.ts';
import type { RowActs } from './transfer-row.tsx';

export interface TransferActs extends RowActs {
  readonly clear: () => void;
  /** What went wrong last, and with which transfer. */
  readonly problem: { readonly error: unknown; readonly name: string | undefined } | undefined;
  readonly forgetProblem: () => void;
}

/** What can be done about transfers; all of it is the server's, and what it says of it is told. */
export function useTransferActs(asker: Pick<KeyAsker, 'obtain'>): TransferActs {
  const { transfers: store } = useServices();
  const cancel = useChange((transfer: LiveTransfer) => api.cancel(transfer), []);
  const pause = useChange(({ id }: LiveTransfer) => api.pause(id), []);
  const resume = useChange(({ id }: LiveTransfer) => api.resume(id), []);
  const retry = useChange(({ id }: LiveTransfer) => api.retry(id), []);
  const point = useChange(async (transfer: LiveTransfer) => {
    const need = { id: transfer.keyId ?? undefined, count: Math.max(1, transfer.totalFiles), name: transfer.name };
    if ((await asker.obtain(need)) !== undefined) await api.resume(transfer.id);
  }, []);
  const remove = useChange(async ({ id }: LiveTransfer) => {
    await api.removeFinished(id).catch((error: unknown) => {
      // The server made room for newer ones: it is gone there already.
      if (!isCode(error, 'no-such-route')) throw error;
    });
    rowMemory.forget(id);
    store.forget(id);
  }, []);
  const clear = useChange(async () => {
    await api.clearFinished();
    store.forgetFinished();
  }, []);
  const changes = [cancel, pause, resume, retry, point, remove];
  const failed = changes.find(({ error }) => error !== null);
  const error = failed?.error ?? clear.error;
  return {
    cancel: (transfer) => cancel.mutate(transfer),
    pause: (transfer) => pause.mutate(transfer),
    resume: (transfer) => resume.mutate(transfer),
    retry: (transfer) => retry.mutate(transfer),
    point: (transfer) => point.mutate(transfer),
    remove: (transfer) => remove.mutate(transfer),
    clear: () => clear.mutate(undefined),
    problem: error === null ? undefined : { error, name: failed?.variables?.name },
    forgetProblem: () => {
      for (const change of changes) change.reset();
      clear.reset();
    },
  };
}
