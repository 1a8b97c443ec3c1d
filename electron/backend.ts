import { fromBackend, type BackendOrder, type FromBackend, type ToBackend } from './backend-messages.ts';
import type { UtilityPart } from './parts.ts';

/** A backend that was asked to stop has this long. */
const STOP_MS = 5000;
/** One that ends by itself is started again so often: what breaks twice breaks always, and a loop would hide it. */
const MAX_RESTARTS = 1;

export interface BackendDeps {
  readonly fork: () => UtilityPart;
  readonly order: BackendOrder;
  readonly hear: (message: FromBackend) => void;
  /** It ended because it was asked to, by the shell or over /shutdown. */
  readonly stopped: () => void;
  /** It ended by itself. @param isLast it is not started again */
  readonly broke: (isLast: boolean) => void;
}

/** The backend in a utility process of its own. Chromium ends such a process with the one that started it. */
export class Backend {
  readonly #deps: BackendDeps;
  #process: UtilityPart | undefined;
  #restarts = 0;
  #isStopping = false;

  constructor(deps: BackendDeps) {
    this.#deps = deps;
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  start(): void {
    const child = this.#deps.fork();
    this.#process = child;
    child.on('message', (data: unknown) => {
      const message = fromBackend(data);
      // One that is over may still have sent something.
      if (message !== undefined && this.#process === child) this.#deps.hear(message);
    });
    child.once('exit', (code) => this.#ended(code));
    this.send(this.#deps.order);
  }

  send(message: ToBackend): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin.
    this.#process?.postMessage(message);
  }

  /** `stopped` is told when it is over. */
  stop(): void {
    const child = this.#process;
    if (child === undefined || this.#isStopping) return;
    this.#isStopping = true;
    this.send({ kind: 'stop' });
    setTimeout(() => child.kill(), STOP_MS).unref();
  }

  #ended(code: number): void {
    this.#process = undefined;
    if (this.#isStopping || code === 0) return this.#deps.stopped();
    const isLast = this.#restarts >= MAX_RESTARTS;
    this.#restarts += 1;
    this.#deps.broke(isLast);
    if (!isLast) this.start();
  }
}
