import { Type, type Static } from 'typebox';

/** Longest path that any of the systems takes. */
const MAX_PATH = 32_767;
/** Items of one drop or one dialog: what the server takes of paths in one request. */
const MAX_ITEMS = 1000;
const MAX_WORDS = 300;
const MAX_NAME = 255;

const path = () => Type.String({ minLength: 1, maxLength: MAX_PATH });
const Item = Type.Object({
  path: path(),
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
});
/** A file or folder that the user pointed at. */
export type ChosenItem = Static<typeof Item>;

const Picture = Type.Object({ path: path(), name: Type.String(), type: Type.String() });
/** A picture in what the user pointed at: where it lies, its path in the vault below the folder it goes to, its media type. */
export type ChosenPicture = Static<typeof Picture>;

/** `modified` in Unix milliseconds. */
const Bytes = Type.Object({ bytes: Type.Unsafe<Uint8Array<ArrayBuffer>>({}), modified: Type.Integer() });
export type PictureBytes = Static<typeof Bytes>;

/**
 * Everything the window may ask of the desktop: arguments and answer of each channel. Main, preload, the window's types and the tests are
 * derived from this table. An answer of null: the user thought better of it.
 */
export const CALLS = {
  chooseKeyFile: { args: Type.Tuple([]), answer: Type.Union([Type.Null(), Item]) },
  /** Where a new key file is to be saved; the name is what is proposed. */
  chooseKeyPlace: {
    args: Type.Tuple([Type.String({ minLength: 1, maxLength: MAX_NAME })]),
    answer: Type.Union([Type.Null(), path()]),
  },
  chooseItems: {
    args: Type.Tuple([Type.Union([Type.Literal('files'), Type.Literal('folder')])]),
    answer: Type.Array(Item),
  },
  chooseFolder: { args: Type.Tuple([]), answer: Type.Union([Type.Null(), path()]) },
  /** Files that were dropped on the window. The window hands files over; the preload script alone turns them into paths. */
  takeDropped: { args: Type.Tuple([Type.Array(path(), { maxItems: MAX_ITEMS })]), answer: Type.Array(Item) },
  /** What was opened with Latchkey since it was last asked. */
  takeOpened: { args: Type.Tuple([]), answer: Type.Array(Item) },
  /** For thumbnails, which the window makes: what pictures there are in something that was chosen or dropped, and each of them. */
  pictures: { args: Type.Tuple([path()]), answer: Type.Array(Picture) },
  picture: { args: Type.Tuple([path()]), answer: Bytes },
  reveal: { args: Type.Tuple([path()]), answer: Type.Null() },
  notify: {
    args: Type.Tuple([
      Type.Object(
        {
          title: Type.String({ minLength: 1, maxLength: MAX_WORDS }),
          body: Type.String({ maxLength: MAX_WORDS }),
        },
        { additionalProperties: false },
      ),
    ]),
    answer: Type.Null(),
  },
  theme: {
    args: Type.Tuple([Type.Union([Type.Literal('system'), Type.Literal('light'), Type.Literal('dark')])]),
    answer: Type.Null(),
  },
  /** Drags a file out of the window that this session downloaded. */
  dragOut: { args: Type.Tuple([path()]), answer: Type.Null() },
  /** How this computer keeps secrets: `weak` is a store that anybody with the disk can read. */
  keyring: {
    args: Type.Tuple([]),
    answer: Type.Union([Type.Literal('real'), Type.Literal('weak'), Type.Literal('none')]),
  },
} as const;

const COMMANDS = [
  'add-files',
  'add-folder',
  'files',
  'photos',
  'transfers',
  'keys',
  'trash',
  'settings',
  'lock',
] as const;
/** What the menu can ask of the window. */
export type Command = (typeof COMMANDS)[number];

/** What the desktop tells the window. */
export const TELLS = {
  command: Type.Union(COMMANDS.map((command) => Type.Literal(command))),
  /** Something waits for `takeOpened`. */
  opened: Type.Null(),
} as const;

export type CallName = keyof typeof CALLS;
export type CallArgs<Name extends CallName> = Static<(typeof CALLS)[Name]['args']>;
export type CallAnswer<Name extends CallName> = Static<(typeof CALLS)[Name]['answer']>;
export type TellName = keyof typeof TELLS;

/** The names are the wire: renaming one is changing both sides. */
export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];
export const channelOf = (name: CallName | TellName): string => `latchkey:${name}`;

export const BRIDGE_ERRORS = [
  /** Who calls is not the window's own page. */
  'foreign-sender',
  'wrong-arguments',
  /** A path that the user did not choose, or did not download. */
  'not-chosen',
  /** A path that says one thing and means another. */
  'path-trick',
  'not-found',
  'unexpected',
] as const;
export type BridgeErrorCode = (typeof BRIDGE_ERRORS)[number];

/** Errors lose their code on the way from world to world, so an answer carries it. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: BridgeErrorCode };

type Calls = { [Name in CallName]: (...args: CallArgs<Name>) => Promise<Answer<CallAnswer<Name>>> };

/** What the window finds as `window.latchkey` where the native shell shows it. */
export interface Bridge extends Omit<Calls, 'takeDropped'> {
  takeDropped(files: readonly File[]): Promise<Answer<CallAnswer<'takeDropped'>>>;
  /** Whoever listens last hears it. */
  hear(name: 'command', listener: (command: Command) => void): void;
  hear(name: 'opened', listener: () => void): void;
}

/** Where the preload script puts it. */
export const BRIDGE = 'latchkey';
