import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { accountId } from '../../keys/account-record.ts';
import { SealError } from '../../keys/errors.ts';
import { toUsername } from '../vault/account.ts';
import type { AppDeps } from './app.ts';
import { clientOf, networkOf } from './caller.ts';
import { HttpError } from './http-error.ts';

/** Log-ins a minute: far more than people make, far fewer than guessing needs. */
export const LOG_INS_A_MINUTE = 20;
/** One count for all callers here: a program of this computer has every address of 127.0.0.0/8 to call from. */
export const logInLimit = {
  max: LOG_INS_A_MINUTE,
  timeWindow: '1 minute',
  keyGenerator: (request: FastifyRequest) => (request.side === 'local' ? 'this computer' : networkOf(request)),
};

/**
 * Opens an account and starts a session. Whoever fails again and again waits longer each time; what is known of a name changes nothing of it.
 * @throws HttpError `wrong-password`, the same for a wrong name and a wrong password; `rate-limited` with the time to wait
 */
export async function logIn(deps: AppDeps, request: FastifyRequest, username: string, password: string) {
  const { homeVault, sessions, activity, knownAccounts } = deps;
  const { account, known } = await accountOf(deps, username);
  const client = clientOf(request);
  try {
    const opened = await guarded(deps, request, account, () => homeVault.logIn(username, password));
    const started = sessions.start(opened, client);
    activity.record({ by: started.session, kind: 'log-in' });
    await knownAccounts.meet(opened.accountId, opened.username).catch(() => undefined);
    return started;
  } catch (error) {
    if (!isWrong(error)) throw error;
    activity.recordStranger(known ? account : null, 'wrong-password', client);
    throw new HttpError('wrong-password', 'The name or the password is wrong.');
  }
}

/** Tries a password of an account: whoever fails again and again waits longer each time. @throws HttpError `rate-limited`; what `check` throws */
export function guarded<T>(
  { logInDelay }: AppDeps,
  request: FastifyRequest,
  account: string,
  check: () => Promise<T>,
): Promise<T> {
  return logInDelay.through({ account, side: request.side, network: networkOf(request) }, check, isWrong);
}

function isWrong(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    (error instanceof SealError && code === 'wrong-password') || code === 'invalid-name' || code === 'password-length'
  );
}

/** Whose account a name would be: spellings of one name are one. What can be no name is told apart by a hash of it. */
async function accountOf({ home }: AppDeps, username: string): Promise<{ account: string; known: boolean }> {
  const settings = await home.settings();
  try {
    const account = accountId(settings?.vault ?? '', toUsername(username));
    return { account, known: settings?.accounts[account] !== undefined };
  } catch {
    return { account: createHash('sha256').update(username).digest('hex').slice(0, 32), known: false };
  }
}
