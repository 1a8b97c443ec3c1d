import { logIn } from './log-in.ts';
import { printLine, progressBar, type Terminal } from './terminal.ts';
import { withTokens } from './token-command.ts';

/** Draws a new key for the names of the account this computer uses, and seals every name anew under it (docs/format.md 5.2). */
export async function rotateNames(terminal: Terminal, { finish }: { readonly finish?: true }): Promise<void> {
  const { rotation, vault, own } = await logIn(terminal);
  const { signal } = terminal;
  if (!finish) await rotation.drawKey();
  // Scripts seal what they write under the new key as well.
  await withTokens(terminal, (tokens) => tokens.renew(vault.id, own.opened));
  let bar: ReturnType<typeof progressBar> | undefined;
  let shown = 0;
  const onNames = (done: number, all: number) => {
    bar ??= progressBar(terminal, all);
    bar.advance(done - shown);
    shown = done;
  };
  const { sealed, left } = await rotation.sealNames({ signal, onNames }).finally(() => bar?.stop());
  const names = (count: number) => (count === 1 ? '1 name' : `${count.toLocaleString('en')} names`);
  printLine(terminal, `${finish ? 'Sealed' : 'There is a new key for names, and it sealed'} ${names(sealed)} anew.`);
  if (left > 0) {
    printLine(terminal, `${names(left)} stayed as they were: damaged, or being changed by another computer.`);
  }
  printLine(
    terminal,
    'Contents and key files are the same as before. Other computers of this account need do nothing.',
  );
  printLine(
    terminal,
    'What each file was called when it was first stored stays sealed under the older key in the bucket.',
  );
}
