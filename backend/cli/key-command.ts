import { resolve } from 'node:path';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import { PasswordWork } from '../../keys/password.ts';
import { makeKeyFile, readKeyFile } from '../transfers/key-place.ts';
import { askNewSecret, printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface KeyNewOptions {
  readonly name?: string;
  readonly protect?: true;
  readonly force?: true;
}

export async function keyNew(terminal: Terminal, file: string, options: KeyNewOptions): Promise<void> {
  const passphrase = options.protect
    ? (terminal.passphrase ?? (await askNewSecret(terminal, 'Passphrase for the new key file', 'LATCHKEY_PASSPHRASE')))
    : undefined;
  const { keyFile, path } = await makeKeyFile(resolve(terminal.folder, file), {
    name: options.name ?? 'My key',
    passphrase,
    now: terminal.now(),
    work: new PasswordWork(),
    force: options.force,
  });
  printLine(terminal, printable(`Made the key "${keyFile.name}" ${keyFingerprint(keyFile.id)}: ${path}`));
  printLine(
    terminal,
    'Keep a copy of this file in another place. Without it, what it seals cannot be opened by anybody.',
  );
}

export async function keyShow(terminal: Terminal, file: string, options: { json?: true }): Promise<void> {
  const key = await readKeyFile(resolve(terminal.folder, file));
  const { name, id, created, form } = key;
  const isProtected = form === 'protected';
  if (options.json) return printLine(terminal, printableJson({ name, id, created, protected: isProtected }));
  const lines = {
    Name: name,
    Id: `${id} (${keyFingerprint(id)})`,
    Created: created || 'unknown (a classic key file)',
    Protected: isProtected ? 'yes, by a passphrase' : 'no',
  };
  for (const [label, value] of Object.entries(lines)) printLine(terminal, `${label.padEnd(10)} ${printable(value)}`);
}
