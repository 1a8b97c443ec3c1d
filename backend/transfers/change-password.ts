import type { NewPasswordDeps, OwnAccount } from '../vault/own-account.ts';
import { requireStrongPassword } from '../vault/password-rule.ts';

/**
 * Changes the password of an account that somebody is logged in to: the one way there, from the window as from the terminal.
 * @throws SealError `wrong-password`; VaultError `password-…` where the new one is soon guessed; PasswordError; as `OwnAccount.changePassword` does
 */
export async function changePassword(
  deps: NewPasswordDeps,
  own: OwnAccount,
  current: string,
  next: string,
): Promise<void> {
  await requireStrongPassword(next, own.keyring.username);
  await own.changePassword(deps, current, next);
}
