import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

/** Tells the six words of one's own account, or of another; where they changed, that is an error until they are accepted. */
export async function fingerprint(
  terminal: Terminal,
  outcome: Outcome,
  username: string | undefined,
  options: { accept?: true; json?: true },
): Promise<void> {
  const { people } = await logIn(terminal);
  const found = username === undefined ? people.self() : await people.find(username);
  const isNews = found.standing === 'new' || found.standing === 'changed';
  if (options.accept && isNews) await people.accept(found.id, found.fingerprint, username);
  const person = options.accept && isNews ? await people.get(found.id, username) : found;
  const { words, fingerprint: hex, standing, knownWords } = person;
  if (options.json)
    printLine(terminal, printableJson({ username: person.username, words, fingerprint: hex, standing }));
  else {
    printLine(terminal, words);
    if (standing === 'new') printLine(terminal, `Not compared with ${printable(username ?? '')} yet.`);
    if (knownWords !== undefined) printLine(terminal, `Before they were: ${knownWords}`);
  }
  if (standing === 'changed') await outcome.attempt(async () => people.requireKnown(person));
}
