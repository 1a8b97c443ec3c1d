import { accountId, type AccountRecord } from '../../keys/account-record.ts';
import { isHex, isObject } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import { accountFingerprint } from '../../keys/fingerprint.ts';
import { areOurKinds, type PublicKeys } from '../../keys/keyring.ts';
import { readAccount, toUsername } from './account.ts';
import { VaultError } from './errors.ts';
import { fingerprintWords } from './fingerprint-words.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Vault } from './vault.ts';

/** `new`: nobody has compared its fingerprint yet. `changed`: it has another one than when it was (format 5.3). */
export type Standing = 'self' | 'new' | 'known' | 'changed';

/** An account of the vault as the bucket shows it now, and what this account knows of it. */
export interface Person {
  readonly id: string;
  /** As it was typed or told by the account itself; undefined where nobody did. */
  readonly username: string | undefined;
  /** 64 hex digits (format 5.3). */
  readonly fingerprint: string;
  /** The same as six words. */
  readonly words: string;
  readonly standing: Standing;
  /** The words it was known by; with `changed` alone. */
  readonly knownWords: string | undefined;
  readonly publicKeys: PublicKeys;
}

/** An account whose fingerprint was compared. */
export interface KnownPerson {
  readonly id: string;
  readonly username: string | undefined;
  readonly words: string;
}

/** Accounts that this one shares with: who they are, and whether they are still who they were (format 5.3). */
export class People {
  readonly #vault: Vault;
  readonly #own: OwnKeys;

  constructor(vault: Vault, own: OwnKeys) {
    this.#vault = vault;
    this.#own = own;
  }

  self(): Person {
    const { publicKeys, username } = this.#own.keyring;
    const fingerprint = this.#fingerprint(this.#own.id, publicKeys);
    const words = wordsOf(fingerprint);
    return { id: this.#own.id, username, fingerprint, words, standing: 'self', knownWords: undefined, publicKeys };
  }

  /** @throws VaultError `no-account` | `invalid-name`; SealError; BucketError; as `OwnAccount.refresh` does */
  async find(username: string): Promise<Person> {
    const name = toUsername(username);
    await this.#own.refresh();
    return this.get(accountId(this.#vault.id, name), name);
  }

  /** By its id, as the pins in memory are. @throws VaultError `no-account`; SealError `tampered`; BucketError */
  async get(id: string, username = this.nameOf(id)): Promise<Person> {
    if (id === this.#own.id) return this.self();
    const record = await readAccount(this.#vault, id);
    if (record === undefined) {
      const who = username === undefined ? 'This account is not' : `Nobody is called ${username}`;
      throw new VaultError('no-account', `${who} in the vault in ${this.#vault.bucket.place}.`);
    }
    return this.#person(record, username);
  }

  /** Those whose fingerprint was compared, by name. */
  known(): KnownPerson[] {
    const people = Object.entries(this.#own.keyring.pins).flatMap(([id, pin]) => {
      const fingerprint = pinnedFingerprint(pin);
      return fingerprint === undefined ? [] : [{ id, username: this.nameOf(id), words: wordsOf(fingerprint) }];
    });
    return people.sort((a, b) => ((a.username ?? '') < (b.username ?? '') ? -1 : 1));
  }

  /** The name an account was pinned with. It is what its id is made of, so nobody can have put in another. */
  nameOf(id: string): string | undefined {
    if (id === this.#own.id) return this.#own.keyring.username;
    const pin = this.#pin(id);
    return isObject(pin) ? this.nameThatIs(id, pin['username']) : undefined;
  }

  /** A name, where it is this account's (format 5.1). */
  nameThatIs(id: string, name: unknown): string | undefined {
    return typeof name === 'string' && accountId(this.#vault.id, name) === id ? name : undefined;
  }

  /**
   * Pins a fingerprint that the user has compared.
   * @param fingerprint 64 hex digits: what was compared, which must be what the bucket still shows
   * @throws VaultError `changed-fingerprint` | `no-account`; BucketError; as `OwnAccount.change` does
   */
  async accept(id: string, fingerprint: string, username?: string): Promise<void> {
    const person = await this.get(id, username);
    if (person.fingerprint !== fingerprint) throw changed(person);
    const name = this.nameThatIs(id, username) ?? this.nameOf(id);
    await this.#own.change((keyring) => {
      const before = Object.hasOwn(keyring.pins, id) ? keyring.pins[id] : undefined;
      if (pinnedFingerprint(before) === fingerprint && this.nameOf(id) === name) return keyring;
      const kept = isObject(before) ? before : {};
      const pin = { ...kept, fingerprint, ...(name !== undefined && { username: name }) };
      return { ...keyring, pins: { ...keyring.pins, [id]: pin } };
    });
  }

  /** Sharing goes on only with who is known. @throws VaultError `new-fingerprint` | `changed-fingerprint` */
  requireKnown(person: Person): void {
    if (person.standing === 'changed') throw changed(person);
    if (person.standing !== 'new') return;
    const who = person.username ?? 'this account';
    throw new VaultError('new-fingerprint', `Compare the six words of ${who} first: ${person.words}.`);
  }

  #person({ id, publicKeys }: AccountRecord, username: string | undefined): Person {
    // Whatever stands there is about to be used as a key.
    if (!areOurKinds(publicKeys)) throw new SealError('tampered');
    const fingerprint = this.#fingerprint(id, publicKeys);
    const pin = this.#pin(id);
    const known = pinnedFingerprint(pin);
    // A pin that cannot be read fits nothing.
    const standing = pin === undefined ? 'new' : known === fingerprint ? 'known' : 'changed';
    const knownWords = standing === 'changed' && known !== undefined ? wordsOf(known) : undefined;
    return { id, username, fingerprint, words: wordsOf(fingerprint), standing, knownWords, publicKeys };
  }

  #pin(id: string): unknown {
    const { pins } = this.#own.keyring;
    return Object.hasOwn(pins, id) ? pins[id] : undefined;
  }

  #fingerprint(id: string, { encryption, signing }: PublicKeys): string {
    const [vaultId, account] = [this.#vault.id, id].map((hex) => Buffer.from(hex, 'hex')) as [Buffer, Buffer];
    return accountFingerprint({ vaultId, accountId: account, encryption, signing }).toString('hex');
  }
}

function wordsOf(fingerprint: string): string {
  return fingerprintWords(Buffer.from(fingerprint, 'hex'));
}

function pinnedFingerprint(pin: unknown): string | undefined {
  const fingerprint = isObject(pin) ? pin['fingerprint'] : undefined;
  return isHex(fingerprint, 32) ? fingerprint : undefined;
}

function changed({ username = 'this account', words }: Person): VaultError {
  const sentence = `The keys of ${username} are not the ones you knew. Its six words are now: ${words}.`;
  return new VaultError('changed-fingerprint', `${sentence} Nothing is shared either way until you accept them.`);
}
