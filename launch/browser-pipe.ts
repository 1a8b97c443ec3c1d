import type { Readable, Writable } from 'node:stream';

/** More than any event that is asked for; a longer one is dropped. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

export interface PageEvents {
  /** A page shows this address now. */
  shows(url: string): void;
  /** The last page was closed. */
  empty(): void;
}

/** The browser's end of `--remote-debugging-pipe`: JSON messages, each ended by a zero byte. Where a policy closes it, nothing is heard. */
export class BrowserPipe {
  readonly #toBrowser: Writable;
  readonly #events: PageEvents;
  readonly #pages = new Set<string>();
  #rest = '';
  #lastId = 0;

  constructor(toBrowser: Writable, fromBrowser: Readable, events: PageEvents) {
    this.#toBrowser = toBrowser;
    this.#events = events;
    // The browser may go away at any time; its process tells of it.
    toBrowser.on('error', () => undefined);
    fromBrowser.on('error', () => undefined);
    fromBrowser.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#send('Target.setDiscoverTargets', { discover: true });
  }

  /** Asks the browser to close all its windows and to end. */
  closeBrowser(): void {
    this.#send('Browser.close', {});
  }

  #send(method: string, params: Readonly<Record<string, unknown>>): void {
    if (!this.#toBrowser.writable) return;
    this.#lastId += 1;
    this.#toBrowser.write(`${JSON.stringify({ id: this.#lastId, method, params })}\0`);
  }

  #read(text: string): void {
    const messages = `${this.#rest}${text}`.split('\0');
    this.#rest = (messages.pop() ?? '').slice(0, MAX_MESSAGE_BYTES);
    for (const message of messages) {
      const event = parseEvent(message);
      if (event !== undefined) this.#heard(event);
    }
  }

  #heard({ method, params }: PipeEvent): void {
    const { targetInfo } = params;
    if ((method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') && targetInfo?.type === 'page') {
      this.#pages.add(targetInfo.targetId);
      this.#events.shows(targetInfo.url);
    }
    if (method === 'Target.targetDestroyed' && params.targetId !== undefined && this.#pages.delete(params.targetId)) {
      if (this.#pages.size === 0) this.#events.empty();
    }
  }
}

interface PipeEvent {
  readonly method: string;
  readonly params: {
    readonly targetId?: string;
    readonly targetInfo?: { readonly targetId: string; readonly type: string; readonly url: string };
  };
}

function parseEvent(message: string): PipeEvent | undefined {
  try {
    const { method, params } = JSON.parse(message) as Partial<PipeEvent>;
    return method === undefined || params === undefined ? undefined : { method, params };
  } catch {
    return undefined;
  }
}
