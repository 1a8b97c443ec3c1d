import type { GivenShare } from '../vault/given-shares.ts';
import type { ReceivedShare } from '../vault/received-shares.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

/** Lists what others share with this account and what it shares with them; a share that is refused is told on standard error. */
export async function shares(terminal: Terminal, outcome: Outcome, options: { json?: true }): Promise<void> {
  const { given, received } = await logIn(terminal);
  const { signal } = terminal;
  const [theirs, own] = [await received.list({ signal }), await given.list({ signal })];
  for (const { error } of theirs.refused) outcome.fail(error);
  if (options.json) {
    const refused = theirs.refused.map(({ id, sender, senderId, error: { code } }) => ({
      id,
      from: sender ?? senderId,
      code,
    }));
    const lists = { received: theirs.shares.map(receivedRow), refused, given: own.shares.map(givenRow) };
    return printLine(terminal, printableJson(lists));
  }
  for (const share of theirs.shares) {
    const { path, from, compared, size } = receivedRow(share);
    const mark = compared ? '' : '  (compare their words first)';
    printLine(terminal, `from ${printable(from)}  ${String(size).padStart(14)}  ${printable(path)}${mark}`);
  }
  for (const { id, sender, senderId } of theirs.refused) {
    printLine(terminal, `from ${printable(sender ?? senderId)}  refused  ${id}`);
  }
  for (const share of own.shares) {
    const { path, to } = givenRow(share);
    printLine(terminal, `to ${printable(to)}  ${path === null ? '(deleted)' : printable(path)}`);
  }
  if (theirs.more || own.more) printLine(terminal, 'There are more than are listed here.');
}

function receivedRow({ id, sender, senderId, standing, record, shared }: ReceivedShare) {
  const { path, size } = record;
  return { id, path, from: sender ?? senderId, compared: standing === 'known', size, shared: shared.toISOString() };
}

function givenRow({ fileId, recipient, recipientId, file, shared }: GivenShare) {
  return {
    file: fileId,
    path: file?.record.path ?? null,
    to: recipient ?? recipientId,
    shared: shared.toISOString(),
  };
}
