import type { AccessMemory, BucketAccess } from './bucket-access.ts';

/** A keyring of the operating system. Both answer undefined where it does not do it: locked, or another computer's text. */
export interface SecretKeeper {
  seal(text: string): Promise<string | undefined>;
  open(text: string): Promise<string | undefined>;
}

/** In front of a secret that a keyring sealed. No store's secret begins like this: its letters are those of base64 alone. */
const SEALED = 'keyring:';

/** Where no keyring is offered: nothing is sealed, and what one sealed is as good as not there. */
export const NO_KEYRING: SecretKeeper = { seal: async () => undefined, open: async () => undefined };

/** Seals secrets by the keyring before they are kept. What it does not seal is kept as it is without a keyring. */
export class SealedAccess implements AccessMemory {
  readonly #inner: AccessMemory;
  readonly #keyring: SecretKeeper;

  constructor(inner: AccessMemory, keyring: SecretKeeper) {
    this.#inner = inner;
    this.#keyring = keyring;
  }

  /** A secret that the keyring does not open any more is as good as none: it is asked for again. */
  async get(address: string): Promise<BucketAccess | undefined> {
    const access = await this.#inner.get(address);
    const { credentials, ...rest } = access ?? {};
    if (credentials === undefined || !credentials.secretAccessKey.startsWith(SEALED)) return access;
    const secretAccessKey = await this.#keyring.open(credentials.secretAccessKey.slice(SEALED.length));
    return secretAccessKey === undefined ? rest : { ...rest, credentials: { ...credentials, secretAccessKey } };
  }

  async keep(address: string, access: BucketAccess): Promise<void> {
    const { credentials } = access;
    const sealed = credentials && (await this.#keyring.seal(credentials.secretAccessKey));
    if (credentials === undefined || sealed === undefined) return this.#inner.keep(address, access);
    const kept = { ...credentials, secretAccessKey: SEALED + sealed };
    await this.#inner.keep(address, { ...access, credentials: kept });
  }
}
