import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';

// Everything that passes between the shell and its backend. Secrets pass here and nowhere else: no argument, no environment, no log.

const words = () => Type.String({ minLength: 1 });
const id = () => Type.Integer({ minimum: 0 });

/** What the shell tells its backend once, at its start. */
const BackendOrder = Type.Object({
  kind: Type.Literal('order'),
  /** The id of the shell's process, without which it does not go on. */
  shell: Type.Integer({ minimum: 1 }),
  home: words(),
  /** What relative paths count from. */
  folder: words(),
  /** The window's files. */
  renderer: words(),
  /** The system's keyring is real: access keys of buckets are sealed by it. */
  keyring: Type.Boolean(),
});
export type BackendOrder = Static<typeof BackendOrder>;

/** The keyring's answer; null where it does not do it. */
const SecretAnswer = Type.Object({
  kind: Type.Literal('secret'),
  id: id(),
  text: Type.Union([Type.Null(), Type.String()]),
});

/** Pauses what is under way, or lets it go on. */
const Hold = Type.Object({ kind: Type.Literal('hold'), is: Type.Boolean() });

const Stop = Type.Object({ kind: Type.Literal('stop') });
const ToBackend = Type.Union([BackendOrder, SecretAnswer, Hold, Stop]);
export type ToBackend = Static<typeof ToBackend>;

/** What the backend answers when it listens. */
const BackendReady = Type.Object({
  kind: Type.Literal('ready'),
  url: Type.String({ pattern: '^https://127\\.0\\.0\\.1:\\d+$' }),
  /** SHA-256 of its certificate, `AB:CD:…`. */
  fingerprint: Type.String({ pattern: '^([0-9A-F]{2}:){31}[0-9A-F]{2}$' }),
  /** The local token: nothing but the three public endpoints answers without it. */
  token: Type.String({ pattern: '^[\\w-]{43}$' }),
});
export type BackendReady = Static<typeof BackendReady>;

/** How much is under way: for the dock, for sleep, and before quitting. */
const Work = Type.Object({
  kind: Type.Literal('work'),
  /** Transfers that run or wait their turn. */
  running: Type.Integer({ minimum: 0 }),
  /** How much of their bytes has passed; null while it is not known. */
  share: Type.Union([Type.Null(), Type.Number({ minimum: 0, maximum: 1 })]),
});
export type Work = Static<typeof Work>;

/** A download that is whole and lies where the user wanted it. */
const Saved = Type.Object({ kind: Type.Literal('saved'), path: words() });

/** Something for the keyring to seal, or to open again. */
const SecretQuestion = Type.Object({
  kind: Type.Literal('secret'),
  id: id(),
  act: Type.Union([Type.Literal('seal'), Type.Literal('open')]),
  text: Type.String(),
});
export type SecretQuestion = Static<typeof SecretQuestion>;

/** Why it ends by itself, where it knows; a sentence for people, without a secret as all of them. */
const Failed = Type.Object({ kind: Type.Literal('failed'), sentence: Type.String({ minLength: 1, maxLength: 2000 }) });

const FromBackend = Type.Union([BackendReady, Work, Saved, SecretQuestion, Failed]);
export type FromBackend = Static<typeof FromBackend>;

/** @returns undefined for anything that is not one of the backend's messages */
export function fromBackend(data: unknown): FromBackend | undefined {
  return Check(FromBackend, data) ? data : undefined;
}

export function toBackend(data: unknown): ToBackend | undefined {
  return Check(ToBackend, data) ? data : undefined;
}
