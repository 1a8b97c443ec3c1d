import type { People, Person } from '../vault/people.ts';
import { CommandError } from './command-error.ts';
import { confirm, isInteractive, printable, type Terminal } from './terminal.ts';

/**
 * Meets somebody for the first time: who sits at a terminal is asked whether the words match, a script pins them and tells (format 5.3).
 * Who was known with other words is refused.
 * @throws CommandError `cancelled`; VaultError `changed-fingerprint`
 */
export async function meet(terminal: Terminal, people: People, person: Person): Promise<Person> {
  if (person.standing !== 'new') {
    people.requireKnown(person);
    return person;
  }
  const name = printable(person.username ?? person.id);
  const words = `The six words of ${name}: ${person.words}`;
  if (isInteractive(terminal)) {
    if (!(await confirm(terminal, `${words}. Do they match the ones ${name} sees?`))) {
      throw new CommandError('cancelled', 'Nothing was shared or opened. Somebody may have put other keys in between.');
    }
  } else {
    terminal.stderr.write(`${words}. Compare them: this is the first time.\n`);
  }
  await people.accept(person.id, person.fingerprint, person.username);
  return people.get(person.id, person.username);
}
