import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConnectionError } from '../buckets/connection-error.ts';
import { placeOf } from '../buckets/place.ts';
import { KeptAccess, type AccessMemory, type BucketAccess } from '../state/bucket-access.ts';
import { NO_KEYRING, SealedAccess } from '../state/sealed-access.ts';
import { openState, STATE_FILE, type StateDatabase } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { ask, askSecret, confirm, isInteractive, printError, printLine, type Terminal } from './terminal.ts';

/** The buckets of one command. What the home keeps of them is read when one of them is opened. */
export function terminalBuckets(terminal: Terminal): OpenBuckets {
  return new OpenBuckets(new HomeAccess(new Home(terminal.home)));
}

/** Opened for each question: most commands never ask one, and leave no database where there was none. */
class HomeAccess implements AccessMemory {
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  async get(address: string): Promise<BucketAccess | undefined> {
    const { folder } = this.#home;
    if ((await stat(join(folder, STATE_FILE)).catch(() => undefined)) === undefined) return undefined;
    return within(await openState(folder), (kept) => kept.get(address));
  }

  async keep(address: string, access: BucketAccess): Promise<void> {
    await within(await openState(await this.#home.made()), (kept) => kept.keep(address, access));
  }
}

async function within<T>(state: StateDatabase, act: (kept: AccessMemory) => Promise<T>): Promise<T> {
  try {
    return await act(new SealedAccess(new KeptAccess(state), NO_KEYRING));
  } finally {
    await state.destroy();
  }
}

/**
 * Makes sure that a bucket can be used. Where its access key is missing or wrong, somebody at a terminal is asked for one; it is used by this
 * process, and kept by nobody.
 * @param trust the fingerprint of a certificate to trust
 * @returns what was given here, to be kept if all goes well
 * @throws ConnectionError; CommandError `cancelled`
 */
export async function connect(
  terminal: Terminal,
  buckets: OpenBuckets,
  address: string,
  trust?: string,
): Promise<BucketAccess | undefined> {
  let given: BucketAccess | undefined = trust === undefined ? undefined : { trust };
  for (;;) {
    const check = await buckets.check(address, given, terminal.signal);
    if (check.ok) {
      if (check.note !== undefined) printLine(terminal, check.note);
      if (given !== undefined) buckets.use(address, await buckets.merged(address, given));
      return given;
    }
    if (check.code !== 'wrong-secret' || !isInteractive(terminal)) throw new ConnectionError(advised(check));
    printError(terminal, check.code, check.sentence);
    given = { ...given, credentials: await askCredentials(terminal, address) };
  }
}

/** Asks whether an access key that was typed is to be kept, and keeps it. A certificate alone is no secret: it is kept unasked. */
export async function keepAccess(
  terminal: Terminal,
  buckets: OpenBuckets,
  address: string,
  given: BucketAccess | undefined,
): Promise<void> {
  if (given === undefined) return;
  const access = await buckets.merged(address, given);
  if (given.credentials !== undefined) {
    const file = join(terminal.home, STATE_FILE);
    const question = `Keep the access key on this computer? It goes into ${file}, which you alone can read. It opens the bucket, and no file in it.`;
    if (!(await confirm(terminal, question))) {
      printLine(terminal, 'The access key was not kept: you are asked for it again.');
      return;
    }
  }
  await buckets.keep(address, access);
}

async function askCredentials(terminal: Terminal, address: string): Promise<BucketAccess['credentials']> {
  const accessKeyId = await ask(terminal, `Access key ID for ${placeOf(address)}`);
  const secretAccessKey = await askSecret(terminal, 'Its secret', 'AWS_SECRET_ACCESS_KEY');
  return { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
}

type Fault = ConstructorParameters<typeof ConnectionError>[0];

/** With what can be done about it from a command line. */
function advised(fault: Fault): Fault {
  const { code, sentence, certificate } = fault;
  if (code === 'wrong-secret') {
    const advice = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run "latchkey init" in a terminal.';
    return { ...fault, sentence: `${sentence} ${advice}` };
  }
  if (code !== 'tls-untrusted' || certificate === undefined) return fault;
  const advice = `Compare its SHA-256 with whoever runs the server, then give --trust ${certificate.fingerprint}.`;
  return { ...fault, sentence: `${sentence} ${advice}` };
}
