import { PasswordWork } from '../../keys/password.ts';
import { Home } from '../state/home.ts';
import { changePassword } from '../transfers/change-password.ts';
import { logIn } from './log-in.ts';
import { askNewSecret, askSecret, printLine, type Terminal } from './terminal.ts';
import { withTokens } from './token-command.ts';

/** Changes the password of the account this computer uses. */
export async function passwd(terminal: Terminal): Promise<void> {
  const { user } = (await new Home(terminal.home).settings()) ?? { user: 'the account' };
  const current = terminal.password ?? (await askSecret(terminal, `Password of ${user}`, 'LATCHKEY_PASSWORD'));
  const { own, vault } = await logIn({ ...terminal, password: current });
  const next = terminal.newPassword ?? (await askNewSecret(terminal, 'New password', 'LATCHKEY_NEW_PASSWORD'));
  await changePassword({ work: new PasswordWork() }, own, current, next);
  // What was made under the old password is forgotten.
  await withTokens(terminal, (tokens) => tokens.renew(vault.id, own.opened));
  printLine(terminal, 'The password is changed. Your key files are the same as before.');
  printLine(terminal, 'Tokens for scripts ended with the old one: make new ones where you need them.');
  printLine(terminal, 'The old one still opens copies of the account that somebody kept of the bucket.');
  printLine(terminal, 'If somebody knows it, give the names a new key as well: latchkey user rotate-names.');
}
