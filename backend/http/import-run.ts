import type { KeyFile } from '../../keys/key-file.ts';
import { bringOver } from '../transfers/classic-import.ts';
import type { ClassicPlan, PlannedFile } from '../transfers/classic-plan.ts';
import { isUnreachable } from '../transfers/queue.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { AppDeps } from './app.ts';
import type { TransferLog } from './transfer-run.ts';

/** Brings over what was planned, as the work of a transfer: called anew after each pause, it goes on with what is left. */
export function importRun(
  { engine, news }: Pick<AppDeps, 'engine' | 'news'>,
  vault: AccountVault,
  key: KeyFile,
  plan: ClassicPlan,
): (log: TransferLog) => Promise<void> {
  const over = new Set<PlannedFile>();
  const bytesOf = (files: Iterable<PlannedFile>) => [...files].reduce((sum, { size }) => sum + size, 0);
  return async (log) => {
    log.know(new Map([[key.id, key.name]]));
    log.total(plan.files.length, bytesOf(plan.files));
    log.goOn(over.size, bytesOf(over));
    const files = plan.files.filter((file) => !over.has(file));
    await bringOver(
      engine,
      vault,
      key,
      { format: plan.format, files },
      {
        signal: log.signal,
        around: async (file, act) => {
          log.signal.throwIfAborted();
          const told = log.begin(file.path, file.size);
          try {
            await act((bytes) => told.advance(bytes));
          } catch (error) {
            // The bucket may answer again: the transfer waits for it, and this file is begun anew.
            if (log.signal.aborted || isUnreachable(error)) {
              told.leave();
              throw error;
            }
            return told.fail(error);
          }
          over.add(file);
          told.finish();
          news.tell(vault.accountId);
        },
      },
    );
  };
}
