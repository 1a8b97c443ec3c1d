import { Check } from 'typebox/value';
import { BridgeError } from './bridge-error.ts';
import {
  CALLS,
  CALL_NAMES,
  channelOf,
  type Answer,
  type CallAnswer,
  type CallArgs,
  type CallName,
} from './ipc-contract.ts';
import type { CallEvent, IpcPart } from './parts.ts';

/** What is done for each call. What a handler throws that is no BridgeError is `unexpected`. */
export type BridgeActs = { readonly [Name in CallName]: (...args: CallArgs<Name>) => Promise<CallAnswer<Name>> };

/** The page that may call: the top frame of the one window, at the backend's origin. Undefined while there is none. */
export interface OwnPage {
  readonly contents: object;
  readonly origin: string;
}

/** Answers the window's calls: who asks is checked first, then what is asked, both before anything is done. */
export function serveBridge(ipc: IpcPart, acts: BridgeActs, own: () => OwnPage | undefined): void {
  for (const name of CALL_NAMES) {
    ipc.handle(channelOf(name), (event, ...args) => answer(() => call(acts, name, args, isOwn(event, own()))));
  }
}

async function call(acts: BridgeActs, name: CallName, args: unknown[], isOwnPage: boolean): Promise<unknown> {
  if (!isOwnPage) throw new BridgeError('foreign-sender');
  if (!Check(CALLS[name].args, args)) throw new BridgeError('wrong-arguments');
  // Checked just above; TypeScript cannot follow a name that is one of many.
  const act = acts[name] as (...checked: unknown[]) => Promise<unknown>;
  return act(...args);
}

async function answer(ask: () => Promise<unknown>): Promise<Answer<unknown>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, code: error instanceof BridgeError ? error.code : 'unexpected' };
  }
}

/** A frame within a page is not the page, whatever its address. */
function isOwn({ sender, senderFrame }: CallEvent, own: OwnPage | undefined): boolean {
  if (own === undefined || senderFrame === null) return false;
  return sender === own.contents && senderFrame.parent === null && senderFrame.origin === own.origin;
}
